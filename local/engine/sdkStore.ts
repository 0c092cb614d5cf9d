/** What the store has for the engine. */
export interface SdkStore {
  settings?: { monitor?: object; engine?: object };
  callbacks?: object;
}

interface StoreModule {
  /** Runs the work with a store of its own. */
  withLocalStorage<T>(work: () => T): T;
  /** The store of the present run. */
  getStore(): SdkStore;
}

/** The SDK's store for the values of a run. The SDK's types do not declare it. */
export const { withLocalStorage, getStore }: StoreModule = require("@pulumi/pulumi/runtime/state");
