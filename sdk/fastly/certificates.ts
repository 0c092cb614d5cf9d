import { readObject } from "./answers";
import { type FastlyClient, undefinedIfUnknown } from "./client";
import { type Related, relatedIds } from "./relationships";

/** A record that a DNS has to answer with. */
export interface NeededRecord {
  name: string;
  type: string;
  values: string[];
}

/** A certificate that Fastly gets from an authority, as it is at Fastly. */
export interface LiveCertificate {
  /** `pending`, `processing`, `issued`, `renewing` or `failed`. */
  state: string;
  certificateId: string | undefined;
  /** The TLS configuration that it is served with. */
  configurationId?: string;
  /** When the certificate ends, as Fastly writes a time. */
  notAfter: string | undefined;
  /** What each domain still has to show: any one of the records is enough. Empty for those that are seen. */
  waiting: { domain: string; records: NeededRecord[] }[];
}

/** Whether a certificate has ended by this time of Fastly's. */
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
