import type { ResourceDefinition } from "../bridge/resource";
import { string } from "../bridge/schema";

const path = ["resources", "stores", "secret"];

/** A secret store. When the store is gone, a refresh fails instead of dropping it from the state. */
export const secretstore: ResourceDefinition = {
  type: "fastly:index/secretstore:Secretstore",
  schema: [string("name", { required: true, replaces: true })],
  create: async (data, { client }) => {
    const store = (await client.send("POST", path, { json: { name: data.needed("name", "Name") } })) as { id: string };
    data.id = store.id;
  },
  read: async (data, { client }) => {
    const store = (await client.send("GET", [...path, data.id])) as { name: string };
    data.set("name", store.name);
  },
  delete: async (data, { client }) => {
    await client.send("DELETE", [...path, data.id]);
  },
};
