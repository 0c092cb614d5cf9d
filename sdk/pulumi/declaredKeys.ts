import * as pulumi from "@pulumi/pulumi";
import { knownValue } from "./details";
import { isMocked } from "./mocks";
import { program } from "./program";

/** The keys that one link of a store declares. */
export interface DeclaredKeys {
  has(key: string): boolean;
}

/**
 * Notes the keys that are declared for a store, once the store's id is known. Several components, or several links of
 * one component, may share a store.
 */
export function noteKeys(storeId: pulumi.Input<string>, keys: DeclaredKeys): void {
  // All unit tests of a process may share their mocks.
  if (isMocked()) {
    return;
  }
  const { declaredKeys } = program();
  const note = (store: string | undefined) => {
    if (store !== undefined) {
      declaredKeys.push({ store, keys });
    }
  };
  // Without an id nothing is written. The failure is reported elsewhere.
  knownValue(pulumi.output(storeId)).then(note, () => {});
}

/** Whether the program declares a key of the store elsewhere than in `own`, as far as that is known by the call. */
export function isDeclaredElsewhere(store: unknown, key: string, own: DeclaredKeys): boolean {
  return program().declaredKeys.some((each) => each.keys !== own && each.store === store && each.keys.has(key));
}
