import type { Cases } from "../case";
import { COMMENT, newService, OTHER } from "../given";
import { madeBy } from "../situations";

export const CASES: Cases = {
  "service-name-taken": [
    [
      newService({ names: { shop: OTHER }, services: { [OTHER]: {} } }),
      'a service named "shop", but another service already has this name',
    ],
    [
      newService({ names: { shop: OTHER }, services: { [OTHER]: { activeComment: madeBy("front") } } }),
      'Add { aliases: [{ name: "front" }] } to the resource options of "edge" if its former name was "front".',
    ],
    [
      newService(
        { names: { shop: OTHER }, services: { [OTHER]: { activeComment: madeBy("front") } } },
        { hasComponent: () => true },
      ),
      'which this stack deploys as "front".\nChoose another name: set [serviceName]',
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
    [
      newService({}, { sameName: async () => 'the service of "two"' }),
      'named "shop", and so would the service of "two" of this',
    ],
    [newService(), undefined],
  ],
};
