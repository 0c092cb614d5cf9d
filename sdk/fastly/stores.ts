import { readFromCursor } from "./answers";
import { type FastlyClient, isThere } from "./client";

/** The id of the store of this name. */
export async function findStoreByName(client: FastlyClient, kind: string, name: string): Promise<string | undefined> {
  // The kinds have different limits for a page's length, and refuse a longer one. So each gives pages of its default
  // length.
  const path = `/resources/stores/${kind}`;
  const stores = await readFromCursor<{ id: string; name: string }>(client, path, { id: "string", name: "string" });
  return stores.find((store) => store.name === name)?.id;
}

/** Whether Fastly has a store of this kind with the id. */
export function hasStore(client: FastlyClient, kind: string, id: string): Promise<boolean> {
  return isThere(client, `/resources/stores/${kind}/${encodeURIComponent(id)}`);
}
