import type { Check } from "./check";
import { heldError } from "./heldErrors";

/** Declared contents, and another resource of the state that has left the program. The engine deletes its items. */
export interface HeldContents {
  component: string;
  /** The contents in words. */
  label: string;
  holder: string;
  /** The declared keys that the other resource has too. */
  keys: string[];
}

export const CONTENTS_HELD: Check<HeldContents> = {
  name: "contents-held",
  when: "A resource that left the program, such as a `ConfigstoreEntries`, has items that a component declares",
  outcome: "The run fails, and deletes nothing: Pulumi would delete these items with the resource",
  how: "Run the command of the error, which removes the resource from the state",
  find: (is) => (is.keys.length === 0 ? undefined : heldError("contents-held", is)),
};

/** A linked store or list, and its resource in the state that has left the program. */
export interface HeldStore {
  component: string;
  /** The store in words. */
  store: string;
  id: string;
  /** Undefined when the state has none, or when the program still declares it. */
  holder: string | undefined;
}

export const STORE_HELD: Check<HeldStore> = {
  name: "store-held",
  when: "The resource of a linked store has left the program",
  outcome: "The run fails, and deletes nothing: Pulumi would delete the store with its data",
  how: "Follow the two steps of the error, which remove the resource from the state",
  find: ({ holder, ...is }) => (holder === undefined ? undefined : heldError("store-held", { ...is, holder })),
};
