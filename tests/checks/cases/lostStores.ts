import type { LinkToStore, StoresBefore } from "../../../sdk/checks/lostStores";
import type { Cases } from "../case";
import { ID, link, project, setup, store } from "../given";
import { live, type World } from "../situations";

function storesBefore(given: object, world: World = {}): StoresBefore {
  const had = [{ kind: "config", name: "cfg" }];
  const common = { name: "edge", args: {}, project: project(), activation: { activate: true, stage: false } };
  return { ...common, setup: setup(), had, serviceId: ID, live: live(world), ...given } as never;
}

const HAND = "urn:pulumi:dev::shop::fastly:index/kvstore:Kvstore::carts";
const OF_ONE = "urn:pulumi:dev::shop::fastly-compute:index:ComputeService$fastly:index/kvstore:Kvstore::one-carts";

function linkTo(id: string, leaving: Record<string, string>): LinkToStore {
  return { name: "edge", thing: { noun: "KV store", name: "k" }, id, leaving: new Map(Object.entries(leaving)) };
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
      storesBefore(
        { activation: { activate: false }, had: [{ kind: "config", name: "other", id: link.resource_id }] },
        { services: { [ID]: {} }, content: { links: [link] } },
      ),
      'still reads: the config store "other"',
    ],
    [
      storesBefore(
        { activation: { activate: false }, had: [{ kind: "config", name: "cfg", id: "another" }] },
        { services: { [ID]: {} }, content: { links: [link] } },
      ),
      undefined,
    ],
    [
      storesBefore({ activation: { activate: false } }, { services: { [ID]: { activeVersion: undefined } } }),
      undefined,
    ],
  ],
  "linked-store-leaves": [
    [linkTo("KV1", { KV1: HAND }), "the resource option { retainOnDelete: true }"],
    [linkTo("KV1", { KV1: OF_ONE }), "with the store as before, but with { forceDestroy: false }. Then"],
    [linkTo("KV1", { KV2: HAND }), undefined],
  ],
  "items-leave": [
    [
      { name: "edge", label: "the contents", leaving: [HAND] },
      "the program no longer has urn:pulumi:dev::shop::fastly:index/kvstore:Kvstore::carts",
    ],
    [{ name: "edge", label: "the contents", leaving: [] }, undefined],
  ],
};
