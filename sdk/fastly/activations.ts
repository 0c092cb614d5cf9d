import { readDocuments, readObject } from "./answers";
import { type FastlyClient, undefinedIfUnknown } from "./client";
import { type Related, relatedIds } from "./relationships";
import { wildcardOf } from "./wildcard";

/** A certificate that somebody has uploaded. */
export interface UploadedCertificate {
  id: string;
  /** The names that it is for. */
  domains: string[];
  /** When it ends, as Fastly writes a time. */
  notAfter: string | undefined;
}

/** That a domain is served with a certificate. */
export interface Activation {
  id: string;
  certificate: string;
  /** The TLS configuration that it is served with. */
  configuration: string;
}

interface Item extends Related {
  id: string;
  attributes?: { not_after?: unknown } | null;
}

/** Undefined when Fastly has no such certificate, among those that were uploaded. */
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
 * The subscription whose certificate it is, among those for a domain or the wildcard above it: Fastly gets and renews such
 * a one by itself.
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

/** What a domain is served with, by its own name; undefined for nothing. */
export async function findActivation(client: FastlyClient, domain: string): Promise<Activation | undefined> {
  const found = await readDocuments<Item>(
    client,
    `/tls/activations?filter[tls_domain.id]=${encodeURIComponent(domain)}`,
  );
  // An API that does not know a filter answers with all.
  const own = found.find((item) => relatedIds(item, "tls_domain").some((name) => name.toLowerCase() === domain));
  const [certificate = ""] = relatedIds(own, "tls_certificate");
  const [configuration = ""] = relatedIds(own, "tls_configuration");
  return own && { id: own.id, certificate, configuration };
}
