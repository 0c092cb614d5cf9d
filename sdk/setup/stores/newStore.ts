import type * as pulumi from "@pulumi/pulumi";
import type { OwnOptions } from "../given";
import type { StoreFacts } from "./store";

/**
 * The options of a new store. It is replaced without a gap, and kept on removal unless its data may be lost. An
 * existing store keeps its name, and so its data, when the component or the stack is renamed.
 */
export function newStoreOptions(facts: StoreFacts, { after, ...opts }: OwnOptions): pulumi.CustomResourceOptions {
  return {
    ...opts,
    deleteBeforeReplace: false,
    // Left open, it is that of the component.
    ...(!facts.forceDestroy && { retainOnDelete: true }),
    ignoreChanges: ["name"],
  };
}
