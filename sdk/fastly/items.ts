import { FastlyApiError, type FastlyClient } from "./client";

/** The items of a dictionary by key; none for a write-only one, which Fastly does not show. */
export async function readDictionaryItems(
  client: FastlyClient,
  service: string,
  dictionary: string,
): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  for (let page = 1; ; page++) {
    const path = `/service/${service}/dictionary/${dictionary}/items?page=${page}&per_page=${ITEMS_PER_PAGE}`;
    try {
      const items = (await client.request("GET", path)) as ItemAtFastly[];
      Object.assign(read, byKey(items));
      if (items.length < ITEMS_PER_PAGE) {
        return read;
      }
    } catch (error) {
      if (error instanceof FastlyApiError && error.status === 400) {
        return read;
      }
      throw error;
    }
  }
}

/** The items of a config store by key. */
export async function readConfigStoreItems(client: FastlyClient, store: string): Promise<Record<string, string>> {
  return byKey((await client.request("GET", `/resources/stores/config/${store}/items`)) as ItemAtFastly[]);
}

interface ItemAtFastly {
  item_key: string;
  item_value: string;
}

function byKey(items: ItemAtFastly[]): Record<string, string> {
  return Object.fromEntries(items.map(({ item_key, item_value }) => [item_key, item_value]));
}

const ITEMS_PER_PAGE = 100;
