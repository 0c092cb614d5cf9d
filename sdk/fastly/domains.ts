import { readFromCursor } from "./answers";
import type { FastlyClient } from "./client";

/** A versionless domain in Fastly's domain management. It belongs to the account, and may lead to a service. */
export interface ManagedDomain {
  id: string;
  fqdn: string;
  /** The service that the domain leads to. Undefined for none. */
  service: string | undefined;
}

/** The versionless domain of this name. Undefined when the account has none. */
export async function findManagedDomain(client: FastlyClient, fqdn: string): Promise<ManagedDomain | undefined> {
  const found = await read(client, `fqdn=${encodeURIComponent(fqdn)}`);
  return found.find((domain) => domain.fqdn === fqdn);
}

/** The versionless domains that lead to a service. */
export async function managedDomainsOf(client: FastlyClient, service: string): Promise<ManagedDomain[]> {
  const found = await read(client, `service_id=${encodeURIComponent(service)}`);
  return found.filter((domain) => domain.service === service);
}

/** An API that does not know a filter returns everything. So the caller compares what the filter lets through. */
async function read(client: FastlyClient, filter: string): Promise<ManagedDomain[]> {
  const shape = { id: "string", fqdn: "string", service_id: "string?" } as const;
  const path = `/domain-management/v1/domains?${filter}&limit=100`;
  const domains = await readFromCursor<{ id: string; fqdn: string; service_id?: string | null }>(client, path, shape);
  return domains.map(({ id, fqdn, service_id }) => ({
    id,
    fqdn: fqdn.toLowerCase(),
    service: service_id || undefined,
  }));
}
