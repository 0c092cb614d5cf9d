import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import { KV_CONTENTS } from "../fastly/contents";
import type { Credentials } from "../fastly/credentials";
import type { Setup } from "../manifest";
import { beforeChange, resourceHook, withHooks } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";
import { keysOf, own } from "./inputs";
import { kvContents } from "./kvContents";
import { newStoreOptions } from "./newStore";
import type { Report } from "./report";
import { type Content, contentsOf } from "./storeContents";
import { storeOf } from "./storeOf";
import { StoreReview } from "./storeReview";
import {
  checkStore,
  isLinked,
  type MadeStore,
  type StoreArgs,
  type StoreFacts,
  type StoreOptions,
  storeFacts,
  whenReady,
} from "./stores";

/** A KV store: values of up to 25 MB by key, readable and writable by the program. */
export interface KvStoreArgs extends StoreArgs {
  /** Items by key; they are laid over those of the manifest. A secret value stays secret in state and output. */
  items?: Record<string, pulumi.Input<string>>;
  /** A JSON file, relative to the project, whose members become items. Default: the manifest's `file`. */
  file?: string;
  /**
   * Where the data of a new store is kept: `US`, `EU`, `ASIA` or `AUS`. It cannot be changed later, nor given
   * together with `existingId` or `existingName`. Default: Fastly's choice.
   */
  location?: string;
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

/** The items that the setup declares for a KV store, as digests by key: the values are written to Fastly only. */
export class KvStoreItems extends pulumi.ComponentResource {
  static readonly __pulumiType = "fastly-compute:index:KvStoreItems";

  constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    super(KvStoreItems.__pulumiType, name, inputs, opts);
    this.registerOutputs(inputs);
  }
}

export interface ResolvedKvStore {
  facts: StoreFacts;
  args: KvStoreArgs;
  contents: Record<string, Content>;
}

const LOCATIONS = ["US", "EU", "ASIA", "AUS"];

export function resolveKvStores(
  component: string,
  directory: string,
  manifest: Setup["kvStores"],
  args: Record<string, KvStoreArgs> | undefined,
  report: Report,
): ResolvedKvStore[] {
  return keysOf(manifest, args).map((name) => {
    const declared = own(manifest, name);
    const given: KvStoreArgs = own(args, name) ?? {};
    const path = ["setup", declared?.section ?? "kv_stores", name];
    checkStore("KV store", component, path, given, report);
    if (given.location !== undefined && !LOCATIONS.includes(given.location)) {
      const message = `Expected [location] of the KV store "${name}" to be one of ${LOCATIONS.join(", ")} but got "${given.location}"`;
      report.error(path, message, "Correct it, or leave it out for Fastly's choice.");
    }
    if (given.location !== undefined && isLinked(given)) {
      const message = `The KV store "${name}" is given [location], but it is where it was made`;
      report.error(
        path,
        message,
        "Leave [location] out, or leave out [existingId] and [existingName] to have a new store.",
      );
    }
    const contents = kvContents(directory, name, path, declared, given, report);
    return { facts: storeFacts(component, name, Object.keys(contents), given), args: given, contents };
  });
}

/** Makes the store, unless it exists, and writes its items. */
export function makeKvStore(
  component: string,
  { facts, args, contents }: ResolvedKvStore,
  credentials: Credentials,
  opts: StoreOptions,
): MadeStore {
  const kind = "kvStores";
  const name = `${component}-${facts.name}`;
  const { id, made, ...store } = storeOf(kind, facts, args, credentials, opts, () =>
    newKvStore(name, facts, args, newStoreOptions(name, kind, facts, credentials, opts)),
  );
  const { inputs, hooks } = contentsOf(`${name}-kv`, whenReady(id, opts), contents, KV_CONTENTS, credentials);
  const items = new KvStoreItems(name, inputs, {
    parent: opts.parent,
    hooks: withHooks(beforeChange(opts.hooks), hooks),
  });
  return { ...store, contents: [items] };
}

function newKvStore(name: string, facts: StoreFacts, args: KvStoreArgs, opts: pulumi.CustomResourceOptions) {
  const inputs = {
    name: facts.store,
    ...(args.location === undefined ? {} : { location: args.location }),
    forceDestroy: facts.forceDestroy,
  };
  const hooks = isMocked() ? undefined : { ...opts.hooks, beforeUpdate: [refuseToMove(name, facts.name)] };
  return new fastly.Kvstore(name, inputs, { ...opts, hooks });
}

/** The provider takes another location, reports success, and leaves the store where it is. */
function refuseToMove(name: string, store: string): pulumi.ResourceHook {
  return resourceHook(
    `${name}-location`,
    ({ newInputs, oldInputs }) => {
      const [before, after] = [oldInputs, newInputs].map((inputs) => (inputs as KvStoreArgs | undefined)?.location);
      if (before !== after) {
        throw new ComputeError(
          `The location of the KV store "${store}" cannot be changed (${before ?? "Fastly's choice"} to ${after ?? "Fastly's choice"})`,
          "Restore [location], or make a store of another name and copy the data.",
        );
      }
    },
    { onDryRun: true },
  );
}
