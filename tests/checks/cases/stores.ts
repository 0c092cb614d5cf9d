import type { LinkedById, NewStore } from "../../../sdk/checks/stores";
import { KINDS } from "../../../sdk/setup/kinds";
import type { Cases } from "../case";

function newStore(there: object | undefined, facts: object = {}): NewStore {
  const kind = KINDS.configStores;
  return { kind, facts: { name: "cfg", store: "shop-dev-edge-cfg", ...facts }, there: async () => there } as never;
}

function linkedById(isThere: boolean | undefined): LinkedById {
  const facts = { name: "cfg", existing: true, keys: [], forceDestroy: false };
  return { kind: KINDS.configStores, facts, id: "STORE1", isThere: async () => isThere };
}

function changedStore(kind: keyof typeof KINDS, before: object, declared: object) {
  return { kind: KINDS[kind], facts: { name: "cfg" }, before, declared } as never;
}

function changedItems(there: string[], declared: string[], elsewhere: string[]) {
  return {
    contents: {
      label: 'the contents of the config store "cfg"',
      values: { has: (key: string) => declared.includes(key) },
      entriesIn: (inputs: { keys?: string[] }) => new Map((inputs.keys ?? []).map((key) => [key, ""])),
    },
    before: {},
    state: { keys: there },
    isDeclaredElsewhere: (key: string) => elsewhere.includes(key),
  } as never;
}

export const CASES: Cases = {
  "store-name-taken": [
    [newStore({ unusedId: "STORE1" }), 'Fastly already has a store named "shop-dev-edge-cfg": a destroyed stack kept'],
    [newStore({ reader: "SERVICE2" }), "and the service SERVICE2 reads it"],
    [newStore(undefined), undefined],
    [newStore({}, { store: undefined }), undefined],
  ],
  "store-not-found": [
    [linkedById(false), 'Fastly has no config store with the id "STORE1" for "cfg"'],
    [linkedById(true), undefined],
    [linkedById(undefined), undefined],
  ],
  "item-declared-twice": [
    [
      changedItems(["a", "b"], ["a"], ["b"]),
      'would remove "b" from the contents of the config store "cfg", but another',
    ],
    [changedItems(["a", "b"], ["a", "b"], ["b"]), undefined],
    [changedItems(["a", "b"], ["a"], []), undefined],
  ],
  "location-changed": [
    [changedStore("kvStores", { location: "EU" }, {}), "cannot change from EU to Fastly's choice"],
    [changedStore("kvStores", { location: "EU" }, { location: "EU" }), undefined],
    [changedStore("configStores", { location: "EU" }, {}), undefined],
  ],
};
