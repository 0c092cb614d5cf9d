import * as pulumi from "@pulumi/pulumi";
import type { MadeStore, StoreFacts } from "./stores";

/**
 * A store of the service, as a `ReviewResource` is a thing of another kind: it makes nothing itself.
 *
 * Its inputs say what the store is called at Fastly, before the engine has told that. A store keeps its name when the
 * stack or the component gets another one, and so do they: both were made with the same name, and ignore a new one.
 */
export abstract class StoreReview extends pulumi.ComponentResource {
  /** @internal */
  readonly facts: StoreFacts;

  constructor(type: string, name: string, facts: StoreFacts, opts: pulumi.ComponentResourceOptions) {
    const ignoreChanges = facts.existing ? [] : ["store"];
    super(type, name, facts as unknown as pulumi.Inputs, { protect: false, ...opts, ignoreChanges });
    this.facts = facts;
  }

  /** Completes it, once it is declared what the store is called. */
  tell({ store }: MadeStore): void {
    this.registerOutputs({ ...this.facts, ...(store === undefined ? {} : { store }) });
  }
}
