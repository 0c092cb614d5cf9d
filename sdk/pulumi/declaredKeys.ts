import * as pulumi from "@pulumi/pulumi";
import { knownValue } from "./details";
import { isMocked } from "./mocks";
import { program } from "./program";

/**
 * Notes the keys that a component declares for a store, once the store's id is known. Several components, or several
 * links of one component, may share a store.
 *
 * @returns whether something else of the program declares a key of the store, as far as that is known by the call.
 */
export function noteKeys(
  storeId: pulumi.Input<string>,
  has: (key: string) => boolean,
): (store: unknown, key: string) => boolean {
  // All unit tests of a process may share their mocks.
  if (isMocked()) {
    return () => false;
  }
  const { declaredKeys } = program();
  const note = (store: string | undefined) => {
    if (store !== undefined) {
      declaredKeys.push({ store, has });
    }
  };
  // Without an id nothing is written. The failure is reported elsewhere.
  knownValue(pulumi.output(storeId)).then(note, () => {});
  return (store, key) => declaredKeys.some((each) => each.has !== has && each.store === store && each.has(key));
}
