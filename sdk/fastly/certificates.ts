import { readObject } from "./answers";
import { undefinedIfUnknown } from "./apiAnswer";
import type { FastlyClient } from "./client";
import { type Related, relatedIds } from "./relationships";

/** A DNS record that must exist. */
export interface NeededRecord {
  name: string;
  type: string;
  values: string[];
}

/** A certificate that Fastly gets from an authority, in its present state. */
export interface LiveCertificate {
  /** `pending`, `processing`, `issued`, `renewing` or `failed`. */
  state: string;
  certificateId: string | undefined;
  /** The TLS configuration that serves it. */
  configurationId?: string;
  /** When the certificate expires, in Fastly's time format. */
  notAfter: string | undefined;
  /** The records that each domain still needs: any one of them is enough. Empty for validated domains. */
  waiting: { domain: string; records: NeededRecord[] }[];
}

/** Whether a certificate has expired at this time of Fastly's clock. */
export function hasEnded(notAfter: string | undefined, now: number): notAfter is string {
  return notAfter !== undefined && Date.parse(notAfter) <= now;
}

interface Item extends Related {
  id: string;
  type: string;
  attributes?: Record<string, unknown>;
}

interface Challenge {
  type?: string;
  record_name?: string;
  record_type?: string;
  values?: string[];
}

/** Undefined when Fastly has no such subscription. */
export async function readCertificate(client: FastlyClient, id: string): Promise<LiveCertificate | undefined> {
  const path = `/tls/subscriptions/${encodeURIComponent(id)}?include=tls_authorizations,tls_certificates`;
  let answer: { data?: Item | null; included?: Item[] | null };
  try {
    answer = await readObject(client, path, { data: "object?", included: "list?" });
  } catch (error) {
    return undefinedIfUnknown(error);
  }
  const { data, included } = answer;
  const items = (type: string) => (included ?? []).filter((item) => item.type === type);
  const [certificateId] = relatedIds(data, "tls_certificates");
  const [configurationId] = relatedIds(data, "tls_configuration");
  const notAfter = items("tls_certificate").find((item) => item.id === certificateId)?.attributes?.not_after;
  return {
    state: String(data?.attributes?.state),
    certificateId,
    configurationId,
    notAfter: typeof notAfter === "string" ? notAfter : undefined,
    waiting: items("tls_authorization")
      .filter(({ attributes }) => attributes?.state !== "passing")
      .map(({ attributes }) => {
        const challenges = (attributes?.challenges ?? []) as Challenge[];
        const records = challenges.map(({ record_name = "", record_type = "", values = [] }) => ({
          name: record_name,
          type: record_type,
          values,
        }));
        return { domain: (records[0]?.name ?? "").replace(/^_acme-challenge\./, ""), records };
      }),
  };
}
