import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { output, string } from "../bridge/schema";

const path = ["domain-management", "v1", "domains"];
const NO_CONTENT = 204;

interface Domain {
  id: string;
  fqdn: string;
  description?: string | null;
  service_id?: string | null;
}

/** A versionless domain. A description or service that is taken away again stays at Fastly. */
export const domainV1: ResourceDefinition = {
  type: "fastly:index/domainV1:DomainV1",
  schema: [
    string("description"),
    output("domain_id", "string"),
    string("fqdn", { required: true, replaces: true }),
    string("service_id"),
  ],
  create: async (data, { client }) => {
    const json = {
      description: optional(data, "description"),
      fqdn: data.string("fqdn"),
      service_id: optional(data, "serviceId"),
    };
    const domain = (await client.send("POST", path, { json, lock: data.string("serviceId") })) as Domain;
    data.id = domain.id;
    data.set("domainId", domain.id);
  },
  update: async (data, context) => {
    const json = { description: optional(data, "description"), service_id: optional(data, "serviceId") };
    await context.client.send("PATCH", [...path, data.id], { json, lock: data.string("serviceId") });
    await read(data, context);
  },
  read,
  delete: async (data, { client }) => {
    await client.send("DELETE", [...path, data.id], { expect: NO_CONTENT, lock: data.string("serviceId") });
  },
};

function optional(data: ResourceData, name: string): string | null {
  return data.string(name) || null;
}

async function read(data: ResourceData, { client }: Context): Promise<void> {
  const domain = (await client.send("GET", [...path, data.id])) as Domain;
  data.set("description", domain.description ?? null);
  data.set("domainId", domain.id);
  data.set("fqdn", domain.fqdn);
  data.set("serviceId", domain.service_id ?? null);
}

/** The link from a versionless domain to a service. Its deletion clears the domain's description as well. */
export const domainV1ServiceLink: ResourceDefinition = {
  type: "fastly:index/domainV1ServiceLink:DomainV1ServiceLink",
  schema: [string("domain_id", { required: true }), string("service_id", { required: true })],
  create: link,
  update: link,
  read: readLink,
  delete: async (data, context) => {
    const options = { json: { description: null, service_id: null }, lock: data.id };
    await context.client.send("PATCH", [...path, data.id], options);
    await readLink(data, context);
  },
};

async function link(data: ResourceData, context: Context): Promise<void> {
  const domainId = data.string("domainId");
  const options = { json: { description: null, service_id: data.string("serviceId") }, lock: domainId };
  await context.client.send("PATCH", [...path, domainId], options);
  await readLink(data, context);
}

async function readLink(data: ResourceData, { client }: Context): Promise<void> {
  const domain = (await client.send("GET", [...path, data.string("domainId")])) as Domain;
  data.set("domainId", domain.id);
  data.set("serviceId", domain.service_id ?? null);
  data.id = domain.id;
}
