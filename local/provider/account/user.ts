import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { string } from "../bridge/schema";

export const user: ResourceDefinition = {
  type: "fastly:index/user:User",
  schema: [
    string("login", { required: true, replaces: true }),
    string("name", { required: true }),
    string("role", { default: "user", oneOf: ["user", "billing", "engineer", "superuser"] }),
  ],
  create: async (data, { client }) => {
    const form = { login: data.string("login"), name: data.string("name"), role: data.string("role") };
    const made = (await client.send("POST", ["user"], { form })) as { id: string };
    data.id = made.id;
  },
  update: async (data, context) => {
    const form = { name: data.string("name"), role: data.string("role") };
    await context.client.send("PUT", ["user", data.id], { form });
    await read(data, context);
  },
  read,
  delete: async (data, { client }) => {
    await client.send("DELETE", ["user", data.id]);
  },
};

async function read(data: ResourceData, { client }: Context): Promise<void> {
  const found = (await client.send("GET", ["user", data.id])) as { login: string; name: string; role: string };
  data.set("login", found.login);
  data.set("name", found.name);
  data.set("role", found.role);
}
