import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { batchOperations, inBatches } from "./batch";
import type { Context, ResourceDefinition } from "./bridge/resource";
import { missingField, type ResourceData } from "./bridge/resourceData";
import { bool, map, string } from "./bridge/schema";
import { asMap } from "./bridge/values";

const MAXIMUM_ITEMS = 25_000;

/**
 * The items of a dictionary. Without `manageItems` they are written once and never again, and provider 12 does not read
 * them.
 */
export const serviceDictionaryItems = (major: ProviderMajor): ResourceDefinition => ({
  type: "fastly:index/serviceDictionaryItems:ServiceDictionaryItems",
  schema: [
    string("dictionary_id", { required: true, replaces: true }),
    map("items"),
    bool("manage_items", { default: false }),
    string("service_id", { required: true, replaces: true }),
  ],
  rules: [
    (inputs, name) => {
      const count = Object.keys(asMap(inputs.items) ?? {}).length;
      return count > MAXIMUM_ITEMS
        ? [`expected items to be at most (${MAXIMUM_ITEMS}), got ${count}. Examine values at '${name}.items'.`]
        : [];
    },
  ],
  seeded: { property: "items", managed: "manageItems", parent: "dictionaryId" },
  create: async (data, context) => {
    await write(data, context, "creating", {}, asMap(data.get("items")) ?? {});
    data.id = `${data.string("serviceId")}/${data.string("dictionaryId")}`;
    await read(data, context);
  },
  update: async (data, context) => {
    if (data.hasChange("items")) {
      await write(data, context, "updating", asMap(data.old("items")) ?? {}, asMap(data.get("items")) ?? {});
    }
    await read(data, context);
  },
  read,
  delete: (data, context) => write(data, context, "deleting", asMap(data.get("items")) ?? {}, {}),
  importState: (id) => {
    const [serviceId, dictionaryId, ...rest] = id.split("/");
    if (serviceId === undefined || dictionaryId === undefined || rest.length > 0) {
      throw new Error(`invalid id: ${id}. The ID should be in the format [service_id]/[dictionary_id]`);
    }
    return { id, state: { serviceId, dictionaryId, ...(major >= 12 && { manageItems: true }) } };
  },
});

async function read(data: ResourceData, { client, major }: Context): Promise<void> {
  if (major >= 12 && !data.bool("manageItems")) return;
  const [serviceId, dictionaryId] = [data.string("serviceId"), data.needed("dictionaryId", "DictionaryID")];
  const items = await client.list(["service", serviceId, "dictionary", dictionaryId, "items"]);
  const pairs = (items as { item_key?: string; item_value?: string }[]).flatMap(({ item_key, item_value }) =>
    item_key === undefined || item_value === undefined || item_value === null ? [] : [[item_key, item_value] as const],
  );
  data.set("items", Object.fromEntries(pairs));
}

async function write(
  data: ResourceData,
  { client }: Context,
  action: string,
  old: Record<string, unknown>,
  wanted: Record<string, unknown>,
): Promise<void> {
  const [serviceId, dictionaryId] = [data.string("serviceId"), data.string("dictionaryId")];
  try {
    for (const items of inBatches(batchOperations(old, wanted, null))) {
      if (dictionaryId === "") throw missingField("DictionaryID");
      const path = ["service", serviceId, "dictionary", dictionaryId, "items"];
      await client.send("PATCH", path, { json: { items }, lock: serviceId });
    }
  } catch (error) {
    const where = `service ${serviceId}, dictionary ${dictionaryId}`;
    throw new Error(`error ${action} dictionary items: ${where}, ${(error as Error).message}`, { cause: error });
  }
}
