import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import type { Setup } from "../manifest";
import { keysOf } from "./inputs";
import { type Items, resolveItems } from "./items";
import type { Report } from "./report";
import { ReviewResource } from "./review";
import {
  checkStore,
  idByName,
  type StoreArgs,
  type StoreFacts,
  type StoreLink,
  storeFacts,
  storeOptions,
} from "./stores";

/** A config store: texts that the program looks up by key, shared between services if need be. */
export interface ConfigStoreArgs extends StoreArgs {
  /** Items by key; they are laid over those of the manifest. A secret value stays secret in state and output. */
  items?: Record<string, pulumi.Input<string>>;
}

/** A config store of the service. Its items are in the `ConfigstoreEntries` of the same name. */
export class ConfigStore extends ReviewResource<StoreFacts> {
  static readonly __pulumiType = "fastly-compute:index:ConfigStore";

  constructor(name: string, facts: StoreFacts, opts: pulumi.ComponentResourceOptions) {
    super(ConfigStore.__pulumiType, name, facts, opts);
  }
}

export interface ResolvedConfigStore {
  facts: StoreFacts;
  args: ConfigStoreArgs;
  items: Items;
}

/** Fastly's documented limits, in characters. */
const LIMITS = { key: 255, value: 8000 };

export function resolveConfigStores(
  component: string,
  manifest: Setup["configStores"],
  args: Record<string, ConfigStoreArgs> | undefined,
  report: Report,
): ResolvedConfigStore[] {
  return keysOf(manifest, args).map((name) => {
    const path = ["setup", "config_stores", name];
    const config = ["configStores", name];
    const container = { noun: "config store", path, config, keyLimit: LIMITS.key, valueLimit: LIMITS.value };
    const items = resolveItems(container, manifest[name]?.items ?? {}, args?.[name]?.items, report);
    checkStore("config store", path, args?.[name], report);
    const facts = storeFacts(component, name, Object.keys(items), args?.[name]);
    return { facts, items, args: args?.[name] ?? {} };
  });
}

/** Makes the store, unless it exists, and its items. */
export function makeConfigStore(
  component: string,
  { facts, args, items }: ResolvedConfigStore,
  opts: pulumi.CustomResourceOptions,
): { link: StoreLink; contents: pulumi.Resource[] } {
  const name = `${component}-${facts.name}`;
  const id = facts.existing
    ? (args.existingId ?? existingId(facts, opts))
    : new fastly.Configstore(
        name,
        { name: facts.store, ...(facts.forceDestroy ? { forceDestroy: true } : {}) },
        storeOptions(facts, opts),
      ).id;
  const entries =
    facts.keys.length === 0
      ? []
      : [
          new fastly.ConfigstoreEntries(
            name,
            // Without manageEntries the provider seeds the items once and ignores every later change.
            { storeId: id, entries: items, manageEntries: true },
            // The provider takes another store for an update and leaves the new store empty.
            { ...opts, replaceOnChanges: ["storeId"], retainOnDelete: !facts.forceDestroy && !facts.existing },
          ),
        ];
  return { link: { name: facts.name, resourceId: id }, contents: entries };
}

function existingId(facts: StoreFacts, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const listed = fastly.getConfigstoresOutput({ parent: opts.parent, provider: opts.provider });
  return listed.apply(({ stores }) => idByName("config store", facts.store ?? "", stores));
}
