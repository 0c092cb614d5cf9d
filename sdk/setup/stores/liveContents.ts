import type { FastlyClient } from "../../fastly/client";
import { secretNames } from "../../fastly/contents";
import { readConfigStoreItems } from "../../fastly/items";
import { kvKeys, readKvItem } from "../../fastly/kvItems";
import { inParallel } from "../../fastly/lanes";
import { sha256 } from "../../system/sha256";
import type { LiveContent } from "../kind";
import { shortDigest } from "./digests";

type Found = Map<string, LiveContent | undefined>;

/**
 * The most declared items of a KV store whose values are compared. Above it only keys are compared: each value is a
 * request, of up to 25 MB.
 */
const MOST_VALUES = 1000;

export async function liveConfigItems(client: FastlyClient, store: string): Promise<Found> {
  const items = Object.entries(await readConfigStoreItems(client, store));
  return new Map(items.map(([key, value]) => [key, { value: shortDigest(sha256(value)) }]));
}

export async function liveKvItems(client: FastlyClient, store: string, keys: string[]): Promise<Found> {
  const there = new Set(await kvKeys(client, store));
  const present = keys.filter((key) => there.has(key));
  const found: Found = new Map(present.map((key) => [key, undefined]));
  if (keys.length <= MOST_VALUES) {
    await inParallel(present, async (key) => {
      const item = await readKvItem(client, store, key);
      const metadata = item?.metadata ? { metadata: shortDigest(sha256(item.metadata)) } : {};
      found.set(key, item && { value: shortDigest(item.sha256), ...metadata });
    });
  }
  return found;
}

/** Nobody can read the values. */
export async function liveSecrets(client: FastlyClient, store: string): Promise<Found> {
  return new Map((await secretNames(client, store)).map((name) => [name, undefined]));
}
