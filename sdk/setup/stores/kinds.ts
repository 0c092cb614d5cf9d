import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import { CONFIG_CONTENTS, type ContentWriter, KV_CONTENTS, SECRET_CONTENTS } from "../../fastly/contents";
import type { Credentials } from "../../fastly/credentials";
import { findStoreByName } from "../../fastly/stores";
import type { Setup } from "../../manifest";
import { beforeChange, withHooks } from "../../pulumi/hooks";
import { keysOf, own } from "../inputs";
import { type LinkedKind, linkedKind, type Made, type MakingOptions, type NamedFile, type Sources } from "../kind";
import type { ConfigStoreArgs, KvStoreArgs, SecretStoreArgs, StoreArgs } from "./args";
import { configEntries, configItems } from "./configItems";
import { type Content, contentsOf, StoreContents } from "./contents";
import { kvContents } from "./kvContents";
import { checkLocation, refuseToMove } from "./location";
import { newStoreOptions } from "./newStore";
import { ConfigStore, KvStore, SecretStore } from "./review";
import { secretEntries } from "./secretEntries";
import { checkStore, type StoreFacts, type StoreKind, storeFacts, whenReady } from "./store";
import { type NewStore, storeOf } from "./storeOf";

/** A store as arguments and manifest declare it. */
export interface ResolvedStore<Args extends StoreArgs = StoreArgs> {
  facts: StoreFacts;
  args: Args;
  contents: Record<string, Content>;
}

/** One kind of store: all in which it differs from the others. */
interface Row<Args extends StoreArgs> extends StoreKind {
  /** The arguments besides those of all stores that are public. */
  publicArgs?: string[];
  /** What the manifest declares, by name. */
  declared(setup: Setup): Record<string, unknown>;
  /** The section of the manifest that has the store of a name. */
  section(setup: Setup, name: string): string;
  /** What is in it. */
  contents(name: string, path: string[], given: Args, sources: Sources): Record<string, Content>;
  files?(stores: Record<string, Args | undefined>): NamedFile[];
  /** What Fastly's types of a link to it begin with. */
  linkTypes: string[];
  review: typeof ConfigStore | typeof KvStore | typeof SecretStore;
  resourceType: string;
  resource(name: string, facts: StoreFacts, args: Args, opts: pulumi.CustomResourceOptions): NewStore;
  refuseChange?: LinkedKind["linked"]["refuseChange"];
  /** The type of the component that stands for contents which the provider does not manage. */
  contentsType: string;
  writer: ContentWriter;
  /** The provider's resource for the contents of a new store, where it has one that is of use. */
  entries?: typeof configEntries;
  readable?: { type: string; property: string };
}

const CONFIG: Row<ConfigStoreArgs> = {
  argument: "configStores",
  noun: "config store",
  api: "config",
  linkTypes: ["config"],
  declared: (setup) => setup.configStores,
  section: () => "config_stores",
  contents: (name, path, given, { setup, report }) =>
    configItems(name, path, own(setup.configStores, name), given, report),
  list: fastly.getConfigstoresOutput,
  review: ConfigStore,
  resourceType: "fastly:index/configstore:Configstore",
  resource: (name, { store, forceDestroy }, _, opts) =>
    new fastly.Configstore(name, { name: store, forceDestroy }, opts),
  contentsType: "fastly-compute:index:ConfigStoreItems",
  writer: CONFIG_CONTENTS,
  entries: configEntries,
  readable: { type: "fastly:index/configstoreEntries:ConfigstoreEntries", property: "entries" },
};

const KV: Row<KvStoreArgs> = {
  argument: "kvStores",
  noun: "KV store",
  api: "kv",
  linkTypes: ["kv", "object"],
  publicArgs: ["file", "location"],
  declared: (setup) => setup.kvStores,
  section: (setup, name) => own(setup.kvStores, name)?.section ?? "kv_stores",
  contents: (name, path, given, { setup, directory, report }) => {
    checkLocation(name, path, given, report);
    return kvContents(directory, name, path, own(setup.kvStores, name), given, report);
  },
  files: (stores) =>
    Object.entries(stores).flatMap(([name, store]) =>
      store?.file === undefined ? [] : { owner: `KV store "${name}"`, file: store.file },
    ),
  list: fastly.getKvstoresOutput,
  review: KvStore,
  resourceType: "fastly:index/kvstore:Kvstore",
  resource: (name, { store, forceDestroy }, { location }, opts) =>
    new fastly.Kvstore(name, { name: store, ...(location === undefined ? {} : { location }), forceDestroy }, opts),
  refuseChange: refuseToMove,
  contentsType: "fastly-compute:index:KvStoreItems",
  writer: KV_CONTENTS,
};

const SECRET: Row<SecretStoreArgs> = {
  argument: "secretStores",
  noun: "secret store",
  api: "secret",
  linkTypes: ["secret"],
  declared: (setup) => setup.secretStores,
  section: () => "secret_stores",
  contents: (name, path, given, { setup, report }) =>
    secretEntries(name, path, own(setup.secretStores, name), given, report),
  list: fastly.getSecretstoresOutput,
  review: SecretStore,
  resourceType: "fastly:index/secretstore:Secretstore",
  resource: (name, { store }, _, opts) => new fastly.Secretstore(name, { name: store }, opts),
  contentsType: "fastly-compute:index:SecretStoreEntries",
  writer: SECRET_CONTENTS,
};

/** Of every store's arguments; names and ids are no secrets. */
const PUBLIC = ["existingId", "existingName", "forceDestroy", "name"];

function storeKind<Name extends StoreKind["argument"], Args extends StoreArgs>(row: Row<Args> & { argument: Name }) {
  type Arguments = { [N in Name]?: Record<string, Args> };
  const { argument, noun, api } = row;
  const given = (args: Arguments): Record<string, Args> => args[argument] ?? {};
  return linkedKind<Arguments, ResolvedStore<Args>, StoreFacts>({
    noun,
    arguments: {
      [argument]: { isPublic: ([, key = ""]: string[]) => [...PUBLIC, ...(row.publicArgs ?? [])].includes(key) },
    } as unknown as LinkedKind<Arguments>["arguments"],
    files: (args) => row.files?.(given(args)) ?? [],
    resolve: (args, sources) =>
      keysOf(row.declared(sources.setup), given(args)).map((name) => {
        const path = ["setup", row.section(sources.setup, name), name];
        return resolvedStore(row, name, path, own(given(args), name), sources);
      }),
    facts: (stores) => stores.map(({ facts }) => facts),
    ...(row.readable && { readable: row.readable }),
    nameAtFastly: ({ existing, store }) => (existing ? undefined : (store as string | undefined)),
    review: { child: row.review, output: "stores" },
    linked: {
      api,
      isType: (linkType) => row.linkTypes.some((start) => linkType.startsWith(start)),
      resourceType: row.resourceType,
      find: (client, name) => findStoreByName(client, api, name),
      section: row.section,
      make: (component, store, credentials, opts) => makeStore(row, component, store, credentials, opts),
      ...(row.refuseChange && { refuseChange: row.refuseChange }),
    },
  });
}

function resolvedStore<Args extends StoreArgs>(
  row: Row<Args>,
  name: string,
  path: string[],
  given: Args | undefined,
  sources: Sources,
): ResolvedStore<Args> {
  checkStore(row.noun, sources.owner, path, given, sources.report);
  const args = given ?? ({} as Args);
  const contents = row.contents(name, path, args, sources);
  return { facts: storeFacts(sources.owner, name, Object.keys(contents), given), args, contents };
}

/** Makes the store, unless it exists, and fills it, so that a version never goes live without its data. */
function makeStore<Args extends StoreArgs>(
  row: Row<Args>,
  component: string,
  { facts, args, contents }: ResolvedStore<Args>,
  credentials: Credentials,
  { after, ...opts }: MakingOptions,
): Made {
  const name = `${component}-${facts.name}`;
  const { id, made, ...store } = storeOf(row, facts, args, credentials, { ...opts, after }, () =>
    row.resource(name, facts, args, newStoreOptions(facts, opts)),
  );
  if (made !== undefined && row.entries !== undefined) {
    return { ...store, contents: row.entries(name, id, made, contents, credentials, opts) };
  }
  // Not the provider's resource, which fails on items that are there and removes those that are not declared.
  const { inputs, hooks } = contentsOf(`${name}-${row.api}`, whenReady(id, opts), contents, row.writer, credentials);
  const written = new StoreContents(row.contentsType, name, inputs, {
    parent: opts.parent,
    hooks: withHooks(beforeChange(opts.hooks), hooks),
  });
  return { ...store, contents: [written] };
}

export const CONFIG_STORES = storeKind(CONFIG);
export const KV_STORES = storeKind(KV);
export const SECRET_STORES = storeKind(SECRET);
