import * as fastly from "@pulumi/fastly";
import type { FastlyClient } from "../../fastly/client";
import { CONFIG_CONTENTS, SECRET_CONTENTS } from "../../fastly/contents";
import { KV_CONTENTS } from "../../fastly/kvItems";
import { findStoreByName, hasStore } from "../../fastly/stores";
import { own } from "../inputs";
import type { ConfigStoreArgs, KvStoreArgs, SecretStoreArgs } from "./args";
import { CONFIG_ENTRIES_TYPE, configEntries, configItems } from "./configItems";
import type { Content } from "./content";
import { kvContents } from "./kvContents";
import { liveConfigItems, liveKvItems, liveSecrets } from "./liveContents";
import { checkLocation, refuseToMove } from "./location";
import { ConfigStore, KvStore, SecretStore } from "./review";
import { secretEntries } from "./secretEntries";
import type { StoreFacts } from "./store";
import { type Row, storeKind } from "./storeKind";

/** The common part of all kinds of store. */
const ofApi = (api: string) => ({
  api,
  find: (client: FastlyClient, name: string) => findStoreByName(client, api, name),
  has: (client: FastlyClient, id: string) => hasStore(client, api, id),
  deleteCommand: (id: string) => `fastly ${api}-store delete --store-id=${id}`,
});

const CONFIG: Row<"configStores", ConfigStoreArgs> = {
  argument: "configStores",
  noun: "config store",
  ...ofApi("config"),
  linkTypes: ["config"],
  declared: (setup) => setup.configStores,
  section: () => "config_stores",
  contents: (name, path, given, { setup, report }) =>
    configItems(name, path, own(setup.configStores, name), given, report),
  list: (opts) => fastly.getConfigstoresOutput(opts),
  review: ConfigStore,
  resourceType: "fastly:index/configstore:Configstore",
  resource: (name, { store, forceDestroy }, _, opts) =>
    new fastly.Configstore(name, { name: store, forceDestroy }, opts),
  contentsType: "fastly-compute:index:ConfigStoreItems",
  liveContents: liveConfigItems,
  writer: () => CONFIG_CONTENTS,
  entries: (...args) => configEntries(...args),
  readable: { type: CONFIG_ENTRIES_TYPE, property: "entries" },
};

const KV: Row<"kvStores", KvStoreArgs> = {
  argument: "kvStores",
  noun: "KV store",
  ...ofApi("kv"),
  // Fastly deletes only an empty KV store. With --all, the CLI deletes the keys first.
  deleteCommand: (id) => `fastly kv-store delete --store-id=${id} --all`,
  linkTypes: ["kv", "object"],
  publicArgs: ["directory", "file", "location"],
  declared: (setup) => setup.kvStores,
  section: (setup, name) => own(setup.kvStores, name)?.section ?? "kv_stores",
  contents: (name, path, given, { setup, directory, report }) => {
    checkLocation(name, path, given, report);
    return kvContents(directory, name, path, own(setup.kvStores, name), given, report);
  },
  files: (stores) =>
    Object.entries(stores).flatMap(([name, store]) =>
      [store?.file, store?.directory?.path].flatMap((file) =>
        file === undefined ? [] : { owner: `KV store "${name}"`, file },
      ),
    ),
  isReported: ({ directory }) => directory !== undefined,
  seen: (contents, { directory }) => (directory === undefined ? {} : filesSeen(contents)),
  list: (opts) => fastly.getKvstoresOutput(opts),
  review: KvStore,
  resourceType: "fastly:index/kvstore:Kvstore",
  resource: (name, { store, forceDestroy }, { location }, opts) =>
    new fastly.Kvstore(name, { name: store, ...(location === undefined ? {} : { location }), forceDestroy }, opts),
  refuseChange: refuseToMove,
  contentsType: "fastly-compute:index:KvStoreItems",
  liveContents: liveKvItems,
  writer: () => KV_CONTENTS,
};

/** Only the number and size of files: each key more in inputs and outputs costs every run. */
function filesSeen(contents: Record<string, Content>): Pick<StoreFacts, "keys" | "files" | "bytes"> {
  const keys: string[] = [];
  let [files, bytes] = [0, 0];
  for (const key of Object.keys(contents)) {
    const content = contents[key] as Content;
    if ("file" in content) {
      files += 1;
      bytes += content.file.size;
    } else {
      keys.push(key);
    }
  }
  return { keys: keys.sort(), files, bytes };
}

const SECRET: Row<"secretStores", SecretStoreArgs> = {
  argument: "secretStores",
  noun: "secret store",
  ...ofApi("secret"),
  linkTypes: ["secret"],
  declared: (setup) => setup.secretStores,
  section: () => "secret_stores",
  contents: (name, path, given, { setup, report }) =>
    secretEntries(name, path, own(setup.secretStores, name), given, report),
  list: (opts) => fastly.getSecretstoresOutput(opts),
  review: SecretStore,
  resourceType: "fastly:index/secretstore:Secretstore",
  resource: (name, { store }, _, opts) => new fastly.Secretstore(name, { name: store }, opts),
  contentsType: "fastly-compute:index:SecretStoreEntries",
  liveContents: liveSecrets,
  writer: () => SECRET_CONTENTS,
};

export const CONFIG_STORES = storeKind(CONFIG);
export const KV_STORES = storeKind(KV);
export const SECRET_STORES = storeKind(SECRET);
