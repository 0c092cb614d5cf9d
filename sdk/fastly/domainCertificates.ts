import { readDocuments } from "./answers";
import { FastlyApiError, type FastlyClient } from "./client";
import { wildcardOf } from "./wildcard";

/**
 * What Fastly has of a certificate for a domain. `served`: browsers get one. `none`: it has none. A state of a subscription,
 * such as `pending`: one is on its way. `unseen`: Fastly did not say.
 */
export type DomainCertificate = string;

export const SERVED = "served";
export const NONE = "none";
export const UNSEEN = "unseen";

interface Item {
  attributes?: { state?: unknown } | null;
  relationships?: Record<string, { data?: { id?: unknown } | { id?: unknown }[] | null } | undefined> | null;
}

/**
 * Looks for what browsers are answered with: a certificate that TLS is enabled with for the name, or for the wildcard above
 * it; one of Platform TLS; and a subscription for one that is not issued yet.
 */
export async function readDomainCertificate(client: FastlyClient, domain: string): Promise<DomainCertificate> {
  const names = [...new Set([domain, wildcardOf(domain)])];
  const of = async (path: string, filter: string, relationship: string): Promise<Item[]> => {
    const found = await Promise.all(
      names.map((name) => readDocuments<Item>(client, `${path}?${filter}=${encodeURIComponent(name)}`)),
    );
    // An API that does not know a filter answers with all.
    return found.flat().filter((item) => namesOf(item, relationship).some((name) => names.includes(name)));
  };
  try {
    if ((await of("/tls/activations", "filter[tls_domain.id]", "tls_domain")).length > 0) {
      return SERVED;
    }
    const subscriptions = await of("/tls/subscriptions", "filter[tls_domains.id]", "tls_domains");
    const states = subscriptions.map(({ attributes }) => String(attributes?.state));
    const state = states.find((each) => each !== "failed") ?? states[0];
    if (state !== undefined) {
      return state;
    }
  } catch {
    return UNSEEN;
  }
  try {
    const bulk = await of("/tls/bulk/certificates", "filter[tls_domain.id]", "tls_domains");
    return bulk.length > 0 ? SERVED : NONE;
  } catch (error) {
    // Accounts without Platform TLS are refused.
    return error instanceof FastlyApiError && error.status < 500 && error.status !== 429 ? NONE : UNSEEN;
  }
}

function namesOf({ relationships }: Item, relationship: string): string[] {
  return [relationships?.[relationship]?.data ?? []].flat().map(({ id }) => String(id).toLowerCase());
}
