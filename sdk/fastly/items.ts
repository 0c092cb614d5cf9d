import { readList, readPages } from "./answers";
import { FastlyApiError } from "./apiAnswer";
import type { FastlyClient } from "./client";

/** The items of a dictionary by key. None for a write-only dictionary, whose items Fastly does not show. */
export async function readDictionaryItems(
  client: FastlyClient,
  service: string,
  dictionary: string,
): Promise<Record<string, string>> {
  try {
    const path = dictionaryItems(service, dictionary);
    return byKey(await readPages(client, (page, length) => `${path}?page=${page}&per_page=${length}`, ITEM));
  } catch (error) {
    if (error instanceof FastlyApiError && error.isOfFastly && error.status === 400) {
      return {};
    }
    throw error;
  }
}

/** The items of a config store by key. */
export async function readConfigStoreItems(client: FastlyClient, store: string): Promise<Record<string, string>> {
  return byKey(await readList(client, configStoreItems(store), ITEM));
}

interface ItemAtFastly {
  item_key: string;
  item_value: string;
}

function byKey(items: ItemAtFastly[]): Record<string, string> {
  return Object.fromEntries(items.map(({ item_key, item_value }) => [item_key, item_value]));
}

const ITEM = { item_key: "string", item_value: "string" } as const;

/** One change of an item in a batch request. */
export interface ItemChange {
  op: "upsert" | "delete";
  item_key: string;
  item_value?: string;
}

/** The API's path of a dictionary's items. */
export function dictionaryItems(service: string, dictionary: string): string {
  return `/service/${service}/dictionary/${dictionary}/items`;
}

/** The API's path of one dictionary item. */
export function dictionaryItem(service: string, dictionary: string, key: string): string {
  return `/service/${service}/dictionary/${dictionary}/item/${encodeURIComponent(key)}`;
}

/** The API's path of a config store's items. */
export function configStoreItems(store: string): string {
  return `/resources/stores/config/${store}/items`;
}

/** Changes items with as many requests as needed. Setting an item twice does no harm. */
export async function changeItems(client: FastlyClient, path: string, changes: ItemChange[]): Promise<void> {
  for (let start = 0; start < changes.length; start += BATCH) {
    const items = changes.slice(start, start + BATCH);
    await client.request("PATCH", path, { json: { items } }, { repeatable: items.every(({ op }) => op === "upsert") });
  }
}

/** The most changes in one request. */
const BATCH = 1000;
