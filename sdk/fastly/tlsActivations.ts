import { readDocuments, readObject } from "./answers";
import { undefinedIfUnknown } from "./apiAnswer";
import type { FastlyClient } from "./client";
import { type Related, relatedIds } from "./relationships";
import { wildcardOf } from "./wildcard";

/** An uploaded certificate. */
export interface UploadedCertificate {
  id: string;
  /** The domain names in the certificate. */
  domains: string[];
  /** When it expires, in Fastly's time format. */
  notAfter: string | undefined;
}

/** A domain that is served with a certificate. */
export interface TlsActivation {
  id: string;
  certificate: string;
  /** The TLS configuration that serves it. */
  configuration: string;
}

interface Item extends Related {
  id: string;
  attributes?: { not_after?: unknown } | null;
}

/** Undefined when Fastly has no such certificate among the uploaded ones. */
export async function readUploadedCertificate(
  client: FastlyClient,
  id: string,
): Promise<UploadedCertificate | undefined> {
  const path = `/tls/certificates/${encodeURIComponent(id)}`;
  const answer = await readObject<{ data?: Item | null }>(client, path, { data: "object?" }).catch(undefinedIfUnknown);
  if (answer?.data?.id !== id) {
    return undefined;
  }
  const notAfter = answer.data.attributes?.not_after;
  return {
    id,
    domains: relatedIds(answer.data, "tls_domains").map((name) => name.toLowerCase()),
    notAfter: typeof notAfter === "string" ? notAfter : undefined,
  };
}

/**
 * The subscription that the certificate belongs to, among those for a domain or its wildcard. Fastly gets and renews
 * such a certificate itself.
 */
export async function subscriptionOf(
  client: FastlyClient,
  certificate: string,
  domain: string,
): Promise<string | undefined> {
  const names = [...new Set([domain, wildcardOf(domain)])];
  const found = await Promise.all(
    names.map((name) =>
      readDocuments<Item>(client, `/tls/subscriptions?filter[tls_domains.id]=${encodeURIComponent(name)}`),
    ),
  );
  return found.flat().find((item) => relatedIds(item, "tls_certificates").includes(certificate))?.id;
}

/** The certificate that a domain is served with, by the domain's own name. Undefined for none. */
export async function findActivation(client: FastlyClient, domain: string): Promise<TlsActivation | undefined> {
  const found = await readDocuments<Item>(
    client,
    `/tls/activations?filter[tls_domain.id]=${encodeURIComponent(domain)}`,
  );
  // An API that does not know a filter returns everything.
  const own = found.find((item) => relatedIds(item, "tls_domain").some((name) => name.toLowerCase() === domain));
  const [certificate = ""] = relatedIds(own, "tls_certificate");
  const [configuration = ""] = relatedIds(own, "tls_configuration");
  return own && { id: own.id, certificate, configuration };
}
