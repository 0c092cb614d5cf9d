import { readFromCursor, readObject } from "./answers";
import { deleteIfThere, type FastlyClient, undefinedIfUnknown } from "./client";
import { changeItems, configStoreItems } from "./items";

/** One value that a store is to have; `read` is only called when it may have to be written. */
export interface Entry {
  key: string;
  read(): Promise<string | Buffer>;
}

/** How the contents of one kind of store are written. */
export interface ContentWriter {
  write(client: FastlyClient, storeId: string, entries: Entry[]): Promise<void>;
  remove(client: FastlyClient, storeId: string, keys: string[]): Promise<void>;
}

/** As many requests at once; more would run into Fastly's rate limit sooner. */
const PARALLEL = 8;

/** Up to so many items are written one by one, without a look at what is there. */
const FEW = 20;

/** The most items and bytes of one batch; a larger value is written by a request of its own. */
const BATCH = { items: 100, bytes: 1_000_000 };

/**
 * The values of a KV store. Fastly takes 1,000 changes an hour, and any number of reads. So many items go in batches.
 * What an interrupted run has written already is not written again.
 */
export const KV_CONTENTS: ContentWriter = {
  async write(client, storeId, entries) {
    const put = (key: string, value: string | Buffer) => client.request("PUT", kvPath(storeId, key), { raw: value });
    if (entries.length <= FEW) {
      await inParallel(entries, async ({ key, read }) => void (await put(key, await read())));
      return;
    }
    const isEmpty = await isKvStoreEmpty(client, storeId);
    const batch = batchOf((lines) => client.request("PUT", `${KV}/${storeId}/batch`, { lines }));
    await inParallel(entries, async ({ key, read }) => {
      const value = Buffer.from(await read());
      if (!isEmpty && (await hasValue(client, storeId, key, value))) {
        return;
      }
      const line = { key, value: value.toString("base64") };
      await (line.value.length > BATCH.bytes ? put(key, value) : batch.add(line));
    });
    await batch.end();
  },
  remove: (client, storeId, keys) => inParallel(keys, (key) => deleteIfThere(client, kvPath(storeId, key))),
};

/** The values of a secret store, which nobody can read again. Fastly takes some hundreds of them in one store. */
export const SECRET_CONTENTS: ContentWriter = {
  /** PUT creates or replaces; POST refuses a name that is there, which would make a second try fail. */
  write: (client, storeId, entries) =>
    inParallel(entries, async ({ key, read }) => {
      const secret = Buffer.from(await read()).toString("base64");
      await client.request("PUT", `${SECRETS}/${storeId}/secrets`, { json: { name: key, secret } });
    }),
  remove: (client, storeId, keys) =>
    inParallel(keys, (key) => deleteIfThere(client, `${SECRETS}/${storeId}/secrets/${encodeURIComponent(key)}`)),
};

/** The items of a config store that the provider does not manage. */
export const CONFIG_CONTENTS: ContentWriter = {
  async write(client, storeId, entries) {
    const changes = entries.map(async ({ key, read }) => ({
      op: "upsert" as const,
      item_key: key,
      item_value: (await read()).toString(),
    }));
    await changeItems(client, configStoreItems(storeId), await Promise.all(changes));
  },
  remove: (client, storeId, keys) =>
    inParallel(keys, (key) =>
      deleteIfThere(client, `/resources/stores/config/${storeId}/item/${encodeURIComponent(key)}`),
    ),
};

const KV = "/resources/stores/kv";
const SECRETS = "/resources/stores/secret";

/** The names of the secrets of a store, whose values nobody can read. */
export async function secretNames(client: FastlyClient, storeId: string): Promise<string[]> {
  const secrets = await readFromCursor<{ name: string }>(client, `${SECRETS}/${storeId}/secrets`, { name: "string" });
  return secrets.map(({ name }) => name);
}

/** The keys of a KV store. */
export async function kvKeys(client: FastlyClient, storeId: string): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | null | undefined = ""; typeof cursor === "string"; ) {
    const path: string = `${KV}/${storeId}/keys?limit=1000${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
    type Answer = { data?: string[] | null; meta?: { next_cursor?: string | null } | null };
    const { data, meta }: Answer = await readObject<Answer>(client, path, { data: "texts?", meta: "object?" });
    keys.push(...(data ?? []));
    cursor = meta?.next_cursor || undefined;
  }
  return keys;
}

/** The value of an item; undefined when it is longer than Fastly takes. */
export async function readKvValue(client: FastlyClient, storeId: string, key: string): Promise<Buffer | undefined> {
  const value = await client.request("GET", kvPath(storeId, key), undefined, { bytes: LARGEST });
  return Buffer.isBuffer(value) ? value : undefined;
}

/** The most bytes of a value. */
const LARGEST = 25_000_000;

function kvPath(storeId: string, key: string): string {
  return `${KV}/${storeId}/keys/${encodeURIComponent(key)}`;
}

async function isKvStoreEmpty(client: FastlyClient, storeId: string): Promise<boolean> {
  const path = `${KV}/${storeId}/keys?limit=1`;
  const { data } = await readObject<{ data?: string[] | null }>(client, path, { data: "texts?" });
  return (data ?? []).length === 0;
}

/** Whether an item is there with this very value. One of another length is not read to its end. */
async function hasValue(client: FastlyClient, storeId: string, key: string, value: Buffer): Promise<boolean> {
  const found = await client
    .request("GET", kvPath(storeId, key), undefined, { bytes: value.length })
    .catch(undefinedIfUnknown);
  return Buffer.isBuffer(found) && found.equals(value);
}

/** Collects lines, and sends them whenever there are enough. */
function batchOf(send: (lines: object[]) => Promise<unknown>) {
  let lines: { key: string; value: string }[] = [];
  let bytes = 0;
  const end = async () => {
    const full = lines;
    lines = [];
    bytes = 0;
    if (full.length > 0) {
      await send(full);
    }
  };
  return {
    end,
    async add(line: { key: string; value: string }) {
      if (lines.length >= BATCH.items || bytes + line.value.length > BATCH.bytes) {
        const full = end();
        lines.push(line);
        bytes = line.value.length;
        await full;
      } else {
        lines.push(line);
        bytes += line.value.length;
      }
    },
  };
}

/** After the first failure nothing new is begun: each request counts while Fastly limits them. */
async function inParallel<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        await work(item);
      } catch (error) {
        queue.length = 0;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(PARALLEL, queue.length) }, worker));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) {
    throw failed.reason;
  }
}
