import type { ProviderMajor } from "pulumi-fastly-compute/internal";
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

/** The names of the resources. Provider 12 also has the old names, with the same behaviour. */
const NAMES: Record<ProviderMajor, readonly [domain: string, link: string][]> = {
  11: [["domainV1:DomainV1", "domainV1ServiceLink:DomainV1ServiceLink"]],
  12: [
    ["domain:Domain", "domainServiceLink:DomainServiceLink"],
    ["domainV1:DomainV1", "domainV1ServiceLink:DomainV1ServiceLink"],
  ],
};

export const versionlessDomains = (major: ProviderMajor): readonly ResourceDefinition[] =>
  NAMES[major].flatMap(([domainName, linkName]) => [
    { type: `fastly:index/${domainName}`, ...domain },
    { type: `fastly:index/${linkName}`, ...domainServiceLink(major) },
  ]);

/** A versionless domain. An update sends a removed description or service as null. */
const domain: Omit<ResourceDefinition, "type"> = {
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
  data.set("description", domain.description ?? "");
  data.set("domainId", domain.id);
  data.set("fqdn", domain.fqdn);
  data.set("serviceId", domain.service_id ?? "");
}

/** The link from a versionless domain to a service. Its deletion also clears the domain's description. */
const domainServiceLink = (major: ProviderMajor): Omit<ResourceDefinition, "type"> => ({
  schema: [string("domain_id", { required: true }), string("service_id", { required: true })],
  create: link,
  update: link,
  read: readLink,
  delete: async (data, context) => {
    const options = { json: { description: null, service_id: null }, lock: data.id };
    await context.client.send("PATCH", [...path, data.id], options);
    await readLink(data, context);
  },
  importState: (id) => {
    if (major < 12) throw new Error("provider 11 asks for the domain with no id");
    return { id, state: { domainId: id } };
  },
});

async function link(data: ResourceData, context: Context): Promise<void> {
  const domainId = data.string("domainId");
  const options = { json: { description: null, service_id: data.string("serviceId") }, lock: domainId };
  await context.client.send("PATCH", [...path, domainId], options);
  await readLink(data, context);
}

async function readLink(data: ResourceData, { client }: Context): Promise<void> {
  const domain = (await client.send("GET", [...path, data.string("domainId")])) as Domain;
  // A domain without a service has no link to import. But the refresh of a link whose service is gone reports nothing.
  const { prior } = data.args;
  const isImported = prior !== undefined && !Object.hasOwn(prior, "serviceId");
  if (isImported && !domain.service_id) {
    data.id = "";
    return;
  }
  data.set("domainId", domain.id);
  data.set("serviceId", domain.service_id ?? "");
  // After an update for another domain, this is that domain's id. Pulumi keeps the first id of the resource.
  data.id = domain.id;
}
