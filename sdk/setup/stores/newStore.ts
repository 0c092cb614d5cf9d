import type * as pulumi from "@pulumi/pulumi";
import type { OwnOptions } from "../kind";
import type { StoreFacts } from "./store";

/**
 * The options of a new store: replaced without a gap, and kept on removal unless its data may be lost. A store that is
 * there keeps its name, and so its data, when the component or the stack gets another one.
 */
export function newStoreOptions(facts: StoreFacts, { after, ...opts }: OwnOptions): pulumi.CustomResourceOptions {
  return {
    ...opts,
    deleteBeforeReplace: false,
    retainOnDelete: !facts.forceDestroy,
    ignoreChanges: ["name"],
  };
}
