import { isNotFound } from "../apiError";
import type { ResourceDefinition } from "../bridge/resource";
import { string } from "../bridge/schema";

const path = ["resources", "acls"];

export const computeAcl: ResourceDefinition = {
  type: "fastly:index/computeAcl:ComputeAcl",
  schema: [string("name", { required: true, replaces: true })],
  create: async (data, { client }) => {
    const acl = (await client.send("POST", path, { json: { name: data.string("name") } })) as { id: string };
    data.id = acl.id;
  },
  read: async (data, { client }) => {
    try {
      const acl = (await client.send("GET", [...path, data.id])) as { name: string };
      data.set("name", acl.name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      data.id = "";
    }
  },
  delete: async (data, { client }) => {
    await client.send("DELETE", [...path, data.id], { lock: data.id });
  },
};
