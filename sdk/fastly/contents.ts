import type { HashedFile } from "../system/hashedFile";
import { readFromCursor } from "./answers";
import { deleteIfThere, type FastlyClient } from "./client";
import { changeItems, configStoreItems, readConfigStoreItems } from "./items";
import { inParallel } from "./lanes";

/** One declared value of a store. */
export interface Entry {
  key: string;
  /** A file that is read while it is sent, or a function that gives the value when it is written. */
  value: HashedFile | (() => Promise<string | Buffer>);
  /** The metadata beside the value in a KV store. */
  metadata?: () => Promise<string>;
  /** After how many seconds a KV store deletes it. */
  timeToLive?: number;
}

/** The progress of a longer work: items and bytes done. */
export interface Progress {
  items: number;
  bytes: number;
}

/** How to write the contents of one kind of store. */
export interface ContentWriter {
  /** @param tell called after each request, with the progress since the last call. */
  write(client: FastlyClient, storeId: string, entries: Entry[], tell?: (done: Progress) => void): Promise<void>;
  remove(client: FastlyClient, storeId: string, keys: string[]): Promise<void>;
  /** Undefined for contents that nobody can read. */
  read?: {
    keys(client: FastlyClient, storeId: string): Promise<string[]>;
    /** The values of the keys that exist. Undefined when they cannot be kept, or are too large. */
    values(
      client: FastlyClient,
      storeId: string,
      keys: string[],
    ): Promise<Map<string, string | Buffer | undefined> | undefined>;
  };
}

/** The value of an entry in a store of texts. */
export async function textOf({ value }: Entry): Promise<string> {
  if (typeof value !== "function") {
    throw new Error("a file as a value of a store that takes texts");
  }
  return String(await value());
}

/** The values of a secret store, which nobody can read. Fastly allows some hundreds of them in one store. */
export const SECRET_CONTENTS: ContentWriter = {
  /** PUT creates or replaces. POST refuses an existing name, so a second try would fail. */
  write: (client, storeId, entries) =>
    inParallel(entries, async (entry, limited) => {
      const secret = Buffer.from(await textOf(entry)).toString("base64");
      const json = { name: entry.key, secret };
      await client.request("PUT", `${SECRETS}/${storeId}/secrets`, { json }, { limited });
    }),
  remove: (client, storeId, keys) =>
    inParallel(keys, (key, limited) =>
      deleteIfThere(client, `${SECRETS}/${storeId}/secrets/${encodeURIComponent(key)}`, { limited }),
    ),
};

/** The items of a config store that the provider does not manage: up to 1,000 changes in a request. */
export const CONFIG_CONTENTS: ContentWriter = {
  async write(client, storeId, entries) {
    const changes = entries.map(async (entry) => ({
      op: "upsert" as const,
      item_key: entry.key,
      item_value: await textOf(entry),
    }));
    await changeItems(client, configStoreItems(storeId), await Promise.all(changes));
  },
  async remove(client, storeId, keys) {
    if (keys.length > 0) {
      // Fastly refuses the whole batch when it deletes an item that does not exist.
      const live = await readConfigStoreItems(client, storeId);
      const gone = keys.filter((key) => Object.hasOwn(live, key));
      await changeItems(
        client,
        configStoreItems(storeId),
        gone.map((item_key) => ({ op: "delete", item_key })),
      );
    }
  },
  read: {
    keys: async (client, storeId) => Object.keys(await readConfigStoreItems(client, storeId)),
    async values(client, storeId, keys) {
      const there = new Map(Object.entries(await readConfigStoreItems(client, storeId)));
      return new Map(keys.filter((key) => there.has(key)).map((key) => [key, there.get(key)]));
    },
  },
};

const SECRETS = "/resources/stores/secret";

/** The names of a store's secrets. Nobody can read their values. */
export async function secretNames(client: FastlyClient, storeId: string): Promise<string[]> {
  const secrets = await readFromCursor<{ name: string }>(client, `${SECRETS}/${storeId}/secrets`, { name: "string" });
  return secrets.map(({ name }) => name);
}
