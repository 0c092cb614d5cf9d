import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { string } from "../bridge/schema";
import { type Document, refs } from "../tls/jsonApi";

const AUTHORIZATIONS = ["service-authorizations"];

/** The rights of a user on a service. */
export const serviceAuthorization: ResourceDefinition = {
  type: "fastly:index/serviceAuthorization:ServiceAuthorization",
  schema: [
    string("permission", { required: true, oneOf: ["full", "read_only", "purge_select", "purge_all"] }),
    string("service_id", { required: true, replaces: true }),
    string("user_id", { required: true, replaces: true }),
  ],
  create: async (data, { client }) => {
    const service = { type: "service", id: data.string("serviceId") };
    const user = { type: "user", id: data.string("userId") };
    const json = {
      data: {
        type: "service_authorization",
        attributes: { permission: data.string("permission") },
        relationships: { service: { data: service }, user: { data: user } },
      },
      included: [service, user],
    };
    const made = (await client.send("POST", AUTHORIZATIONS, { json })) as Document;
    data.id = made.data.id;
  },
  update: async (data, context) => {
    const attributes = { permission: data.string("permission") };
    const json = { data: { type: "service_authorization", id: data.id, attributes } };
    await context.client.send("PATCH", [...AUTHORIZATIONS, data.id], { json });
    await read(data, context);
  },
  read,
  delete: async (data, { client }) => {
    await client.send("DELETE", [...AUTHORIZATIONS, data.id]);
  },
};

async function read(data: ResourceData, { client }: Context): Promise<void> {
  const { data: found } = (await client.send("GET", [...AUTHORIZATIONS, data.id])) as Document;
  data.set("serviceId", refs(found, "service")[0] ?? "");
  data.set("userId", refs(found, "user")[0] ?? "");
  data.set("permission", String(found.attributes.permission));
}
