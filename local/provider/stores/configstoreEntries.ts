import { isNotFound } from "../apiError";
import { batchOperations, inBatches } from "../batch";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { bool, map, string } from "../bridge/schema";
import { asMap } from "../bridge/values";

/**
 * The entries of a config store. Without `manageEntries` they are written once. Another `storeId` with the same entries
 * writes nothing, as it does not replace the resource.
 */
export const configstoreEntries: ResourceDefinition = {
  type: "fastly:index/configstoreEntries:ConfigstoreEntries",
  schema: [
    map("entries", { required: true }),
    bool("manage_entries", { default: false }),
    string("store_id", { required: true }),
  ],
  seeded: { property: "entries", managed: "manageEntries", parent: "storeId" },
  create: async (data, context) => {
    const storeId = data.string("storeId");
    await write(data, context, `error creating Config Store (${storeId}) entries`, {}, entries(data));
    data.id = `${storeId}/entries`;
  },
  update: async (data, context) => {
    if (!data.hasChange("entries")) return;
    const old = asMap(data.old("entries")) ?? {};
    await write(data, context, `error updating Config Store (${data.string("storeId")}) elements`, old, entries(data));
  },
  read: async (data, { client }) => {
    try {
      const path = ["resources", "stores", "config", data.string("storeId"), "items"];
      const items = (await client.send("GET", path)) as { item_key: string; item_value: string }[];
      data.set("entries", Object.fromEntries(items.map(({ item_key, item_value }) => [item_key, item_value])));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      data.id = "";
    }
  },
  delete: (data, context) =>
    write(data, context, `error deleting Config Store (${data.string("storeId")}) entries`, entries(data), {}),
  importState: (id) => {
    const [storeId, ...rest] = id.split("/");
    if (storeId === undefined || rest.length !== 1) {
      throw new Error(`invalid id: ${id}. The ID should be in the format [store_id]/entries`);
    }
    return { id, state: { storeId } };
  },
};

function entries(data: ResourceData): Record<string, unknown> {
  return asMap(data.get("entries")) ?? {};
}

async function write(
  data: ResourceData,
  { client }: Context,
  problem: string,
  old: Record<string, unknown>,
  wanted: Record<string, unknown>,
): Promise<void> {
  try {
    for (const items of inBatches(batchOperations(old, wanted, ""))) {
      await client.send("PATCH", ["resources", "stores", "config", data.string("storeId"), "items"], {
        json: { items },
      });
    }
  } catch (error) {
    throw new Error(`${problem}: ${(error as Error).message}`, { cause: error });
  }
}
