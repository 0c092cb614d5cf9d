import * as pulumi from "@pulumi/pulumi";
import type { Made } from "../kind";
import type { StoreFacts } from "./store";

/**
 * A store of the service for reviewers. Like a `ReviewResource` it makes nothing itself.
 *
 * Its inputs have the store's name at Fastly before the engine gives that name. When the stack or the component is
 * renamed, the store keeps its name. The inputs keep it too: both are made with the same name, and ignore changes of
 * it.
 */
export abstract class StoreReview extends pulumi.ComponentResource {
  /** @internal */
  readonly facts: StoreFacts;

  constructor(type: string, name: string, facts: StoreFacts, opts: pulumi.ComponentResourceOptions) {
    const ignoreChanges = facts.existing ? [] : ["store"];
    super(type, name, facts as unknown as pulumi.Inputs, { protect: false, ...opts, ignoreChanges });
    this.facts = facts;
  }

  /** Registers the outputs, with the store's name, once the store is declared. */
  tell({ store }: Pick<Made, "store">): void {
    this.registerOutputs({ ...this.facts, ...(store === undefined ? {} : { store }) });
  }
}

/**
 * A config store of the service. Its items are in the `ConfigstoreEntries` of the same name, or in `ConfigStoreItems`
 * when the store was made elsewhere.
 */
export class ConfigStore extends StoreReview {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:ConfigStore";

  /** @internal */
  constructor(name: string, facts: StoreFacts, opts: pulumi.ComponentResourceOptions) {
    super(ConfigStore.__pulumiType, name, facts, opts);
  }
}

/** A KV store of the service. Its items are in the `KvStoreItems` of the same name. */
export class KvStore extends StoreReview {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:KvStore";

  /** @internal */
  constructor(name: string, facts: StoreFacts, opts: pulumi.ComponentResourceOptions) {
    super(KvStore.__pulumiType, name, facts, opts);
  }
}

/** A secret store of the service. Its entries are in the `SecretStoreEntries` of the same name. */
export class SecretStore extends StoreReview {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:SecretStore";

  /** @internal */
  constructor(name: string, facts: StoreFacts, opts: pulumi.ComponentResourceOptions) {
    super(SecretStore.__pulumiType, name, facts, opts);
  }
}
