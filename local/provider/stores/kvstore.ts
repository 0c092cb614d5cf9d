import type { ResourceDefinition } from "../bridge/resource";
import { bool, string } from "../bridge/schema";
import type { FastlyClient } from "../client";
import { readName } from "./readName";

const path = ["resources", "stores", "kv"];
const NO_CONTENT = 204;

interface Keys {
  data: string[];
  meta?: { next_cursor?: string };
}

/** A KV store. Its `location` only counts at its creation, and is never read. */
export const kvstore: ResourceDefinition = {
  type: "fastly:index/kvstore:Kvstore",
  schema: [
    bool("force_destroy", { default: false }),
    string("location", { oneOf: ["US", "EU", "ASIA", "AUS"] }),
    string("name", { required: true, replaces: true }),
  ],
  create: async (data, { client }) => {
    const location = data.string("location");
    const query = location === "" ? undefined : { location };
    const store = (await client.send("POST", path, { json: { name: data.needed("name", "Name") }, query })) as {
      id: string;
    };
    data.id = store.id;
  },
  update: async () => {},
  read: readName(path),
  delete: async (data, { client }) => {
    if (!data.bool("forceDestroy") && (await keysOf(client, data.id, {})).data.length > 0) {
      throw new Error(
        `cannot delete KV Store (${data.id}), it is not empty. Either delete the entries first, or set force_destroy to true and apply it before making this change`,
      );
    }
    await deleteKeys(client, data.id);
    await client.send("DELETE", [...path, data.id], { expect: NO_CONTENT });
  },
};

async function keysOf(client: FastlyClient, id: string, query: Record<string, string>): Promise<Keys> {
  return (await client.send("GET", [...path, id, "keys"], { query })) as Keys;
}

async function deleteKeys(client: FastlyClient, id: string): Promise<void> {
  let cursor: string | undefined;
  do {
    const query = { consistency: "strong", ...(cursor === undefined ? {} : { cursor }) };
    const page = await keysOf(client, id, query).catch((error) => {
      throw new Error(`error during KV Store cleanup pagination: ${error.message}`, { cause: error });
    });
    for (const key of [...page.data].sort()) {
      await client.send("DELETE", [...path, id, "keys", key], { expect: NO_CONTENT }).catch((error) => {
        throw new Error(`error during KV Store key cleanup: ${error.message}`, { cause: error });
      });
    }
    cursor = page.meta?.next_cursor || undefined;
  } while (cursor !== undefined);
}
