import type { StoresBefore } from "../../../sdk/checks/lostStores";
import type { Cases } from "../case";
import { ID, link, project, setup, store } from "../given";
import { live, type World } from "../situations";

function storesBefore(given: object, world: World = {}): StoresBefore {
  const had = [{ kind: "config", name: "cfg" }];
  const common = { name: "edge", args: {}, project: project(), activation: { activate: true, stage: false } };
  return { ...common, setup: setup(), had, serviceId: ID, live: live(world), ...given } as never;
}

export const CASES: Cases = {
  "store-linked-instead": [
    [storesBefore({ setup: setup({ configStores: store({ existing: true }) }) }), "would delete the config store"],
    [storesBefore({ setup: setup({ configStores: store({}) }) }), undefined],
    [storesBefore({}), undefined],
  ],
  "store-still-read": [
    [
      storesBefore({ activation: { activate: false } }, { services: { [ID]: {} }, content: { links: [link] } }),
      `what the active version 1 of the service ${ID} still reads: the config store "cfg"`,
    ],
    [storesBefore({}, { services: { [ID]: {} }, content: { links: [link] } }), undefined],
    [
      storesBefore({ activation: { activate: false } }, { services: { [ID]: { activeVersion: undefined } } }),
      undefined,
    ],
  ],
};
