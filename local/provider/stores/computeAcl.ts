import type { ResourceDefinition } from "../bridge/resource";
import { string } from "../bridge/schema";
import { readName } from "./readName";

const path = ["resources", "acls"];

export const computeAcl: ResourceDefinition = {
  type: "fastly:index/computeAcl:ComputeAcl",
  schema: [string("name", { required: true, replaces: true })],
  create: async (data, { client }) => {
    const acl = (await client.send("POST", path, { json: { name: data.needed("name", "Name") } })) as { id: string };
    data.id = acl.id;
  },
  read: readName(path),
  delete: async (data, { client }) => {
    await client.send("DELETE", [...path, data.id], { lock: data.id });
  },
};
