import { type HashedFile, streamHashed } from "../system/hashedFile";
import { limitTo } from "../system/parallel";
import { readObject } from "./answers";
import { undefinedIfUnknown } from "./apiAnswer";
import { type Digested, deleteIfThere, type FastlyClient, type ReadValue } from "./client";
import type { ContentWriter, Entry } from "./contents";
import { fastlyError } from "./errors";
import { batchesOf, batchStream, type Item, lengthOf, sha256Of } from "./kvBatch";
import { inParallel } from "./lanes";

/** Up to this number, items are written or deleted one by one, without reading what exists. */
const FEW = 20;

/** The number of keys in a page. When a store has many more keys than are written, the list is not read to its end. */
const PAGE = 1000;
const MOST_PAGES = 20;

/** How many batches are sent at the same time: each needs memory. */
const SENDING = 4;

/** The largest value in bytes. */
const LARGEST_VALUE = 25_000_000;

/**
 * The values of a KV store. Fastly allows 1,000 changes an hour, and any number of reads. So many items are sent in
 * batches, and values that an interrupted run has written are not written again.
 */
export const KV_CONTENTS: ContentWriter = {
  async write(client, storeId, entries, tell = () => {}) {
    const items: Item[] = [];
    // One after the other: thousands of promises at once would need a noticeable amount of memory.
    for (const entry of entries) {
      items.push(await itemOf(entry));
    }
    const put = async (item: Item, limited: () => void) => {
      await putItem(client, storeId, item, limited);
      tell({ items: 1, bytes: lengthOf(item) });
    };
    if (items.length <= FEW) {
      return inParallel(items, put);
    }
    const there = await keysAmong(client, storeId, items.length);
    const isNew = ({ key }: Item) => there?.has(key) === false;
    const wanted = items.filter(isNew);
    const maybeThere = items.filter((item) => !isNew(item));
    await inParallel(maybeThere, async (item) => {
      if (await hasItem(client, storeId, item)) {
        tell({ items: 1, bytes: lengthOf(item) });
      } else {
        wanted.push(item);
      }
    });
    const sending = limitTo(SENDING);
    await inParallel(batchesOf(wanted), async (batch, limited) => {
      const [first] = batch;
      if (first !== undefined && batch.length === 1) {
        return put(first, limited);
      }
      await putBatch(client, storeId, batch, sending, limited);
      tell({ items: batch.length, bytes: batch.reduce((sum, item) => sum + lengthOf(item), 0) });
    });
  },
  async remove(client, storeId, keys) {
    // Deleting an item that does not exist counts as a change too.
    const there = keys.length > FEW ? await keysAmong(client, storeId, keys.length) : undefined;
    await inParallel(there === undefined ? keys : keys.filter((key) => there.has(key)), (key, limited) =>
      deleteIfThere(client, kvPath(storeId, key), { limited }),
    );
  },
  read: { keys: kvKeys, values: readKvValues },
};

const KV = "/resources/stores/kv";

/** The keys of a KV store. */
export async function kvKeys(client: FastlyClient, storeId: string): Promise<string[]> {
  return (await readKeys(client, storeId, Infinity)) ?? [];
}

/** The existing keys. Undefined when they are so many that it is faster to ask for each of `count` keys. */
async function keysAmong(client: FastlyClient, storeId: string, count: number): Promise<Set<string> | undefined> {
  const keys = await readKeys(client, storeId, Math.max(MOST_PAGES, count / FEW));
  return keys && new Set(keys);
}

async function readKeys(client: FastlyClient, storeId: string, mostPages: number): Promise<string[] | undefined> {
  const keys: string[] = [];
  let cursor: string | null | undefined = "";
  for (let page = 1; typeof cursor === "string"; page++) {
    if (page > mostPages) {
      return undefined;
    }
    const path: string = `${KV}/${storeId}/keys?limit=${PAGE}${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
    type Answer = { data?: string[] | null; meta?: { next_cursor?: string | null } | null };
    const { data, meta }: Answer = await readObject<Answer>(client, path, { data: "texts?", meta: "object?" });
    keys.push(...(data ?? []));
    cursor = meta?.next_cursor || undefined;
  }
  return keys;
}

/**
 * An item with the digest of its value. Undefined when it does not exist. A value longer than `most` bytes is not read
 * to its end.
 */
export async function readKvItem(
  client: FastlyClient,
  storeId: string,
  key: string,
  most = LARGEST_VALUE,
): Promise<Digested | undefined> {
  const found = await client
    .request("GET", kvPath(storeId, key), undefined, { bytes: most, digest: true })
    .catch(undefinedIfUnknown);
  return found as Digested | undefined;
}

/** An item with its value. Undefined when it does not exist. */
async function readWhole(client: FastlyClient, storeId: string, key: string): Promise<ReadValue | undefined> {
  const how = { bytes: LARGEST_VALUE, metadata: true };
  const found = client.request("GET", kvPath(storeId, key), undefined, how) as Promise<ReadValue | undefined>;
  // A longer value, which only Fastly's support allows, is too large to keep.
  return found.then((item) => item ?? TOO_LONG).catch(undefinedIfUnknown);
}

/** The values of the keys that exist. Undefined when one has metadata, or when they are too large to keep. */
async function readKvValues(
  client: FastlyClient,
  storeId: string,
  keys: string[],
): Promise<Map<string, Buffer> | undefined> {
  const there = keys.length > FEW ? await keysAmong(client, storeId, keys.length) : undefined;
  const values = new Map<string, Buffer>();
  let [bytes, isUnfit] = [0, false];
  await inParallel(
    keys.filter((key) => there?.has(key) ?? true),
    async (key) => {
      const item = isUnfit ? undefined : await readWhole(client, storeId, key);
      bytes += item?.value.length ?? 0;
      isUnfit ||= item === TOO_LONG || (item !== undefined && item.metadata !== "") || bytes > MOST_BYTES;
      if (item !== undefined) {
        values.set(key, item.value);
      }
    },
  );
  return isUnfit ? undefined : values;
}

const TOO_LONG: ReadValue = { value: Buffer.alloc(0), metadata: "" };

/** The most bytes of values that a run keeps for one store. */
const MOST_BYTES = 64_000_000;

function kvPath(storeId: string, key: string): string {
  return `${KV}/${storeId}/keys/${encodeURIComponent(key)}`;
}

/**
 * Whether an item with exactly this value exists. For an item with a time to live the answer is no: nobody can tell
 * when it expires.
 */
async function hasItem(client: FastlyClient, storeId: string, item: Item): Promise<boolean> {
  if (item.timeToLive !== undefined) {
    return false;
  }
  const found = await readKvItem(client, storeId, item.key, lengthOf(item));
  return found !== undefined && found.metadata === (item.metadata ?? "") && found.sha256 === sha256Of(item);
}

async function itemOf({ key, value, metadata, timeToLive }: Entry): Promise<Item> {
  return {
    key,
    value: typeof value === "function" ? Buffer.from(await value()) : value,
    ...(metadata && { metadata: await metadata() }),
    ...(timeToLive !== undefined && { timeToLive }),
  };
}

async function putItem(client: FastlyClient, storeId: string, item: Item, limited: () => void): Promise<void> {
  const { key, value, metadata, timeToLive } = item;
  const headers = {
    ...(metadata !== undefined && { metadata: Buffer.from(metadata).toString("latin1") }),
    ...(timeToLive !== undefined && { time_to_live_sec: String(timeToLive) }),
  };
  const body = Buffer.isBuffer(value) ? { raw: value } : ({ stream: streamOf(value), type: "octet-stream" } as const);
  await client.request("PUT", kvPath(storeId, key), body, { headers, limited });
}

function streamOf(file: HashedFile) {
  return { bytes: file.size, chunks: () => streamHashed(file) };
}

/**
 * @param sending limits how many bodies are made and sent at the same time, and not how many requests wait for answers.
 */
async function putBatch(
  client: FastlyClient,
  storeId: string,
  batch: Item[],
  sending: ReturnType<typeof limitTo>,
  limited: () => void,
): Promise<void> {
  const path = `${KV}/${storeId}/batch`;
  let answered: Promise<unknown> = Promise.resolve();
  await sending(
    () =>
      new Promise<void>((sent) => {
        const stream = batchStream(batch, sent);
        answered = client.request("PUT", path, { stream, type: "x-ndjson" }, { limited });
        answered.then(
          () => sent(),
          () => sent(),
        );
      }),
  );
  const { errors } = ((await answered) ?? {}) as { errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) {
    throw fastlyError("batch-refused-in-part", { count: batch.length, failed: errors.length, path });
  }
}
