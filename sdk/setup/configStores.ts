import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { CONFIG_CONTENTS } from "../fastly/contents";
import type { Credentials } from "../fastly/credentials";
import { configStoreItems, readConfigStoreItems } from "../fastly/items";
import type { Setup } from "../manifest";
import { beforeChange, withHooks } from "../pulumi/hooks";
import { keysOf, own } from "./inputs";
import { type Items, resolveItems } from "./items";
import { type ItemsAtFastly, itemHooks } from "./managedItems";
import { newStoreOptions } from "./newStore";
import type { Report } from "./report";
import { contentsOf } from "./storeContents";
import { storeOf } from "./storeOf";
import { StoreReview } from "./storeReview";
import {
  checkStore,
  type MadeStore,
  type StoreArgs,
  type StoreFacts,
  type StoreOptions,
  storeFacts,
  whenReady,
} from "./stores";

/** A config store: texts that the program looks up by key, shared between services if need be. */
export interface ConfigStoreArgs extends StoreArgs {
  /** Items by key; they are laid over those of the manifest. A secret value stays secret in state and output. */
  items?: Record<string, pulumi.Input<string>>;
}

/**
 * A config store of the service. Its items are in the `ConfigstoreEntries` of the same name, or in `ConfigStoreItems`
 * when the store is not the component's own.
 */
export class ConfigStore extends StoreReview {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:ConfigStore";

  /** @internal */
  constructor(name: string, facts: StoreFacts, opts: pulumi.ComponentResourceOptions) {
    super(ConfigStore.__pulumiType, name, facts, opts);
  }
}

/** The items that the setup declares for a config store made by someone else, as digests by key. */
export class ConfigStoreItems extends pulumi.ComponentResource {
  static readonly __pulumiType = "fastly-compute:index:ConfigStoreItems";

  constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    super(ConfigStoreItems.__pulumiType, name, inputs, opts);
    this.registerOutputs(inputs);
  }
}

export interface ResolvedConfigStore {
  facts: StoreFacts;
  args: ConfigStoreArgs;
  items: Items;
}

/** Fastly's documented limits: in characters, and the number of items that an account has by default. */
const LIMITS = { key: 255, value: 8000, items: 500 };

export function resolveConfigStores(
  component: string,
  manifest: Setup["configStores"],
  args: Record<string, ConfigStoreArgs> | undefined,
  report: Report,
): ResolvedConfigStore[] {
  return keysOf(manifest, args).map((name) => {
    const path = ["setup", "config_stores", name];
    const config = ["configStores", name];
    const container = {
      noun: "config store",
      path,
      config,
      keyLimit: LIMITS.key,
      valueLimit: LIMITS.value,
      itemLimit: LIMITS.items,
    };
    const items = resolveItems(container, own(manifest, name)?.items ?? {}, own(args, name)?.items, report);
    checkStore("config store", component, path, own(args, name), report);
    const facts = storeFacts(component, name, Object.keys(items), own(args, name));
    return { facts, items, args: own(args, name) ?? {} };
  });
}

/** Makes the store, unless it exists, and its items. */
export function makeConfigStore(
  component: string,
  declared: ResolvedConfigStore,
  credentials: Credentials,
  { after, ...opts }: StoreOptions,
): MadeStore {
  const kind = "configStores";
  const { facts, args } = declared;
  const name = `${component}-${facts.name}`;
  const { id, made, ...store } = storeOf(kind, facts, args, credentials, { ...opts, after }, () =>
    newConfigStore(name, facts, newStoreOptions(name, kind, facts, credentials, opts)),
  );
  if (made === undefined) {
    return { ...store, contents: [itemsOfExisting(name, id, declared, credentials, opts)] };
  }
  if (facts.keys.length === 0) {
    // Entries that are managed and empty would take away what others put there.
    return { ...store, contents: [] };
  }
  const entries = new fastly.ConfigstoreEntries(
    name,
    // Without manageEntries the provider seeds the items once and ignores every later change.
    { storeId: id, entries: declared.items, manageEntries: true },
    // The provider takes another storeId for an update and leaves the new store empty. A store that is kept keeps its
    // items; without items in the setup, those that it had are deleted from the store.
    {
      ...opts,
      replaceOnChanges: ["storeId"],
      deletedWith: made,
      hooks: itemHooks(`${name}-entries`, CONFIG_STORE, credentials, opts.hooks),
    },
  );
  return { ...store, contents: [entries] };
}

const CONFIG_STORE: ItemsAtFastly = {
  property: "entries",
  read: (client, { storeId }) => readConfigStoreItems(client, storeId as string),
  path: ({ storeId }) => configStoreItems(storeId as string),
};

function newConfigStore(name: string, facts: StoreFacts, opts: pulumi.CustomResourceOptions): fastly.Configstore {
  return new fastly.Configstore(name, { name: facts.store, forceDestroy: facts.forceDestroy }, opts);
}

/** Not the provider's resource, which fails on items that are there and removes those that are not declared. */
function itemsOfExisting(
  name: string,
  id: pulumi.Input<string>,
  { items }: ResolvedConfigStore,
  credentials: Credentials,
  opts: pulumi.CustomResourceOptions,
): ConfigStoreItems {
  const contents = Object.fromEntries(Object.entries(items).map(([key, value]) => [key, { value }]));
  const { inputs, hooks } = contentsOf(`${name}-config`, whenReady(id, opts), contents, CONFIG_CONTENTS, credentials);
  return new ConfigStoreItems(name, inputs, {
    parent: opts.parent,
    hooks: withHooks(beforeChange(opts.hooks), hooks),
  });
}
