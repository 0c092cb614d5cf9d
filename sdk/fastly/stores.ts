import { readFromCursor } from "./answers";
import type { FastlyClient } from "./client";

/** The id of the store of this name. */
export async function findStoreByName(client: FastlyClient, kind: string, name: string): Promise<string | undefined> {
  // The kinds have different limits for a page's length, and refuse a longer one. So each gives pages of its default
  // length.
  const path = `/resources/stores/${kind}`;
  const stores = await readFromCursor<{ id: string; name: string }>(client, path, { id: "string", name: "string" });
  return stores.find((store) => store.name === name)?.id;
}
