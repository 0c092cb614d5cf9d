import type { ResourceDefinition } from "../bridge/resource";
import { bool, string } from "../bridge/schema";
import { readName } from "./readName";

const path = ["resources", "stores", "config"];

export const configstore: ResourceDefinition = {
  type: "fastly:index/configstore:Configstore",
  schema: [bool("force_destroy", { default: false }), string("name", { required: true, replaces: true })],
  create: async (data, { client }) => {
    const store = (await client.send("POST", path, { form: { name: data.string("name") } })) as { id: string };
    data.id = store.id;
  },
  update: async () => {},
  read: readName(path),
  delete: async (data, { client }) => {
    const items = async () =>
      (await client.send("GET", [...path, data.id, "items"])) as { store_id?: string; item_key: string }[];
    if (!data.bool("forceDestroy") && (await items()).length > 0) {
      throw new Error(
        `cannot delete Config Store (${data.id}), it is not empty. Either delete the entries first, or set force_destroy to true and apply it before making this change`,
      );
    }
    for (const { item_key } of await items()) {
      await client.send("DELETE", [...path, data.id, "item", item_key]).catch((error) => {
        throw new Error(`error during Config Store key cleanup: ${error.message}`, { cause: error });
      });
    }
    await client.send("DELETE", [...path, data.id]);
  },
};
