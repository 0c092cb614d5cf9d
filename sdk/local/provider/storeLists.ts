import type { InvokeResult } from "../engine/contract";
import type { FastlyClient } from "./client";

interface NamedStore {
  id: string;
  name: string;
}

interface Page {
  data: NamedStore[] | null;
  meta?: { next_cursor?: string };
}

/** The functions that list all stores of one kind, by their tokens. */
const LISTS: ReadonlyMap<string, (client: FastlyClient) => Promise<NamedStore[]>> = new Map([
  [
    "fastly:index/getConfigstores:getConfigstores",
    (client) => client.send("GET", storesOf("config")) as Promise<NamedStore[]>,
  ],
  ["fastly:index/getKvstores:getKvstores", (client) => inPages(client, storesOf("kv"))],
  ["fastly:index/getSecretstores:getSecretstores", (client) => inPages(client, storesOf("secret"))],
]);

/** The names and ids of all stores of the account; undefined when `token` is none of the functions for that. */
export async function listStores(token: string, client: () => FastlyClient): Promise<InvokeResult | undefined> {
  const list = LISTS.get(token);
  if (list === undefined) {
    return undefined;
  }
  const stores = (await list(client())).map(({ id, name }) => ({ id, name }));
  return { returns: { id: stores.map(({ id }) => id).join(), stores } };
}

function storesOf(kind: string): string[] {
  return ["resources", "stores", kind];
}

async function inPages(client: FastlyClient, path: string[]): Promise<NamedStore[]> {
  const stores: NamedStore[] = [];
  let cursor: string | undefined;
  do {
    const page = (await client.send("GET", path, { query: cursor === undefined ? {} : { cursor } })) as Page;
    stores.push(...(page.data ?? []));
    cursor = page.meta?.next_cursor || undefined;
  } while (cursor !== undefined);
  return stores;
}
