import type { Cases } from "../case";
import { COMMENT, newService, OTHER } from "../given";
import { madeBy } from "../situations";

export const CASES: Cases = {
  "service-name-taken": [
    [newService({ names: { shop: OTHER }, services: { [OTHER]: {} } }), 'a service named "shop", as another one is'],
    [
      newService({ names: { shop: OTHER }, services: { [OTHER]: { activeComment: madeBy("front") } } }),
      'Add { aliases: [{ name: "front" }] } to the resource options of "edge" when that was "front" before.',
    ],
    [
      newService(
        { names: { shop: OTHER }, services: { [OTHER]: { activeComment: madeBy("front") } } },
        { hasComponent: () => true },
      ),
      'which this stack has as "front".\nChoose another name: set [serviceName]',
    ],
    [newService({ names: { shop: OTHER }, services: { [OTHER]: "unanswered" } }), undefined],
    [newService(), undefined],
    [
      newService(
        { names: { shop: OTHER }, services: { [OTHER]: { activeComment: COMMENT } } },
        { isNew: false, isPreview: true },
      ),
      undefined,
    ],
  ],
  "service-name-twice": [
    [newService({}, { sameName: async () => 'the service of "two"' }), 'named "shop", as the service of "two" of this'],
    [newService(), undefined],
  ],
};
