import type * as pulumi from "@pulumi/pulumi";

interface StoreModule {
  /** The store of the present run. */
  getStore(): { settings: { options: { monitorAddr?: string } } };
  /** The stack of the present run. `rootStackResource` stands for the stack, and is no resource. */
  getStackResource?(): pulumi.Resource | undefined;
}

/** The SDK's store for the values of a run. The SDK's types do not declare it. */
export const { getStore, getStackResource }: StoreModule = require("@pulumi/pulumi/runtime/state");
