import * as pulumi from "@pulumi/pulumi";
import { knownValue } from "./details";
import { isMocked } from "./mocks";
import { program } from "./program";

/** The keys that one link of a store declares. */
export interface DeclaredKeys {
  keys(): string[];
  has(key: string): boolean;
}

/**
 * Notes the keys that are declared for a store, once the store's id is known. Several components, or several links of
 * one component, may share a store.
 */
export function noteKeys(storeId: pulumi.Input<string>, keys: DeclaredKeys): void {
  const { declaredKeys, awaitedKeys } = program();
  onceKnown(storeId, (store) => {
    declaredKeys.push({ store, keys });
    if (keys.keys().length > 0) {
      for (const awaited of awaitedKeys.filter((each) => each.store === store)) {
        awaited.act();
      }
    }
  });
}

/** Acts when the program declares a key of the store, before this call or later. */
export function whenDeclared(storeId: pulumi.Input<string>, act: (store: string) => void): void {
  const { declaredKeys, awaitedKeys } = program();
  onceKnown(storeId, (store) => {
    awaitedKeys.push({ store, act: () => act(store) });
    if (declaredKeys.some((each) => each.store === store && each.keys.keys().length > 0)) {
      act(store);
    }
  });
}

function onceKnown(storeId: pulumi.Input<string>, act: (store: string) => void): void {
  // All unit tests of a process may share their mocks.
  if (!isMocked()) {
    // Without an id nothing is written. The failure is reported elsewhere.
    knownValue(pulumi.output(storeId)).then(
      (store) => store !== undefined && act(store),
      () => {},
    );
  }
}

/** Whether the program declares a key of the store elsewhere than in `own`, as far as that is known. */
export function isDeclaredElsewhere(store: unknown, key: string, own: DeclaredKeys): boolean {
  return program().declaredKeys.some((each) => each.keys !== own && each.store === store && each.keys.has(key));
}
