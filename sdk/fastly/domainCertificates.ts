import { readIncluding } from "./answers";
import { FastlyApiError } from "./apiAnswer";
import { hasEnded } from "./certificates";
import { type FastlyClient, fastlyTime } from "./client";
import { type Related, relatedIds } from "./relationships";
import { wildcardOf } from "./wildcard";

/**
 * The certificate that Fastly has for a domain. `served`: browsers get a valid one. `ended`: browsers get an expired
 * one. `none`: there is none. A state of a subscription, such as `pending`: one is on its way. `unseen`: Fastly did not
 * say.
 */
export type DomainCertificate = string;

export const SERVED = "served";
export const ENDED = "ended";
export const NONE = "none";
export const UNSEEN = "unseen";

interface Item extends Related {
  id?: unknown;
  attributes?: { state?: unknown; not_after?: unknown } | null;
}

/**
 * Finds the certificate that browsers get. TLS is enabled with this certificate for the name or its wildcard, or it is
 * a certificate of Platform TLS. A subscription shows a certificate that is not issued yet.
 */
export async function readDomainCertificate(client: FastlyClient, domain: string): Promise<DomainCertificate> {
  const names = [...new Set([domain, wildcardOf(domain)])];
  const included: Item[] = [];
  const of = async (path: string, filter: string, relationship: string): Promise<Item[]> => {
    const found = await Promise.all(
      names.map((name) => readIncluding<Item, Item>(client, `${path}?${filter}=${encodeURIComponent(name)}`)),
    );
    included.push(...found.flatMap((each) => each.included));
    // An API that does not know a filter returns everything.
    return found
      .flatMap(({ data }) => data)
      .filter((item) => namesOf(item, relationship).some((name) => names.includes(name)));
  };
  try {
    const activations = await of("/tls/activations", "include=tls_certificate&filter[tls_domain.id]", "tls_domain");
    if (activations.length > 0) {
      const now = fastlyTime(client);
      // With several certificates, Fastly does not say which one browsers get.
      return activations.every((activation) => hasEnded(endOf(activation, included), now)) ? ENDED : SERVED;
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
    // Fastly refuses this request for accounts without Platform TLS.
    return error instanceof FastlyApiError && error.status < 500 && error.status !== 429 ? NONE : UNSEEN;
  }
}

/** When the certificate of an activation expires. Undefined where Fastly does not say. */
function endOf(activation: Item, included: Item[]): string | undefined {
  const [certificate] = relatedIds(activation, "tls_certificate");
  const notAfter = included.find(({ id }) => id === certificate && id !== undefined)?.attributes?.not_after;
  return typeof notAfter === "string" ? notAfter : undefined;
}

function namesOf(item: Item, relationship: string): string[] {
  return relatedIds(item, relationship).map((name) => name.toLowerCase());
}
