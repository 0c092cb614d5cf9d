import { ComputeError } from "../errors";
import type { Explanation } from "../errors/explanation";
import type { StoreAtFastly } from "../live/storeAtFastly";
import type { DeclaredContents } from "../setup/keptContents";
import type { LinkedKind } from "../setup/kind";
import { entry, object } from "../setup/lines";
import { storeError } from "../setup/stores/errors";
import type { StoreFacts } from "../setup/stores/store";
import type { Check, PromptCheck } from "./check";

/** The engine is about to make a store. */
export interface NewStore {
  kind: LinkedKind;
  facts: StoreFacts;
  /**
   * Fastly's store of this name. Undefined when there is none, or Fastly does not answer: Fastly itself refuses a
   * second store.
   */
  there(): Promise<StoreAtFastly | undefined>;
}

export const STORE_NAME_TAKEN: Check<NewStore> = {
  name: "store-name-taken",
  when: "Fastly already has a store of the name",
  outcome: "The store is not made",
  how: "Link it with `existingName`; give another `name`; or run the command of the error, which deletes it. A replaced store needs two runs",
  async find({ kind, facts: { name, store }, there }) {
    const found = store === undefined ? undefined : await there();
    if (store === undefined || found === undefined) {
      return undefined;
    }
    return new ComputeError(taken(kind, entry(name, object({ existingName: store })), store, found));
  },
};

/** The error when Fastly has refused a store because of its name. */
export function storeNameTaken(kind: LinkedKind, store: string, there: StoreAtFastly | undefined): Explanation {
  return taken(kind, `<name>: ${object({ existingName: store })}`, store, there);
}

function taken(kind: LinkedKind, link: string, store: string, there: StoreAtFastly | undefined): Explanation {
  const [argument] = Object.keys(kind.arguments);
  return storeError.explain("store-name-taken", {
    noun: kind.noun,
    store,
    declaration: `${argument}: { ${link} }`,
    reader: there?.reader,
    isReadByOwn: there?.isReadByOwn,
    remove: there?.unusedId && kind.linked.deleteCommand(there.unusedId),
  });
}

/** A store is about to be linked by its id. */
export interface LinkedById {
  kind: LinkedKind;
  facts: StoreFacts;
  id: string;
  /** Whether Fastly has the store. Undefined when Fastly does not answer. */
  isThere(): Promise<boolean | undefined>;
}

export const STORE_NOT_FOUND: Check<LinkedById> = {
  name: "store-not-found",
  when: "Fastly has no store of the `existingId`",
  outcome: "The service is not changed, and nothing is written into the store",
  how: "Correct `existingId`, or remove it to make a new store",
  find: async ({ kind, facts: { name }, id, isThere }) =>
    (await isThere()) === false ? storeError("store-not-found", { noun: kind.noun, name, id }) : undefined,
};

/** The engine is about to change a store. */
export interface ChangedStore {
  kind: LinkedKind;
  facts: StoreFacts;
  before: Record<string, unknown>;
  declared: Record<string, unknown>;
}

/** The provider would accept the change, report success, and leave the store as it is. */
export const STORE_CANNOT_CHANGE: Check<ChangedStore> = {
  name: "location-changed",
  when: "The `location` of a KV store changes",
  outcome: "The store is not changed, because Fastly cannot move it",
  how: "Set the old `location`; or make a store of another name",
  find: ({ kind, facts, before, declared }) => kind.linked.refuseChange?.(facts, before, declared),
};

/** The engine is about to change items that the provider manages. */
export interface ChangedItems {
  contents: Pick<DeclaredContents, "label" | "values" | "entriesIn">;
  /** The inputs at the last `up`, and the provider's state. After a refresh the state has all items of the store. */
  before: Record<string, unknown>;
  state: Record<string, unknown>;
  /** Whether another component, or another link of the store, declares an item of this key. */
  isDeclaredElsewhere(key: string): boolean;
}

/** The provider removes each item that it knows and that its own resource does not declare. */
export const ITEM_DECLARED_TWICE: PromptCheck<ChangedItems> = {
  name: "item-declared-twice",
  when: "An item of a new config store is to be removed, and another link of the store declares it",
  outcome: "The items stay as they are, because the provider would remove this one",
  how: "Declare all items of the store in the component that makes the store",
  find({ contents: { label, values, entriesIn }, before, state, isDeclaredElsewhere }) {
    const there = [before, state].flatMap((inputs) => [...entriesIn(inputs).keys()]);
    const keys = [...new Set(there)].filter((key) => !values.has(key) && isDeclaredElsewhere(key));
    return keys.length === 0 ? undefined : storeError("item-declared-twice", { label, keys });
  },
};
