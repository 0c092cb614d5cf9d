import { readFromCursor } from "./answers";
import type { FastlyClient } from "./client";

/** The id of the store of this name. */
export async function findStoreByName(client: FastlyClient, kind: string, name: string): Promise<string | undefined> {
  // The kinds have different limits of a page's length, and a longer one is refused: each gives pages of its own length.
  const path = `/resources/stores/${kind}`;
  const stores = await readFromCursor<{ id: string; name: string }>(client, path, { id: "string", name: "string" });
  return stores.find((store) => store.name === name)?.id;
}
