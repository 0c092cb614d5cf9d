import { createHash } from "node:crypto";
import { wildcardOf } from "pulumi-fastly-compute/internal";
import type { DnsRecord, State, TlsCertificate, TlsSubscription } from "./state";
import type { Store } from "./store";

/** How many days a certificate is valid, and how many days before its end it is renewed. */
const VALID_DAYS = 90;
const DAY = 86_400_000;

/** For how many days after its end Fastly still requests a new certificate. */
const RETRIED_DAYS = 7;

const CNAME = "t.sni.global.fastly.net";
const ADDRESSES = ["151.101.3.52", "151.101.67.52", "151.101.131.52", "151.101.195.52"];

/** The account's only TLS configuration. */
export const CONFIGURATION = {
  id: "CONFDEFAULT",
  view: {
    id: "CONFDEFAULT",
    type: "tls_configuration",
    attributes: {
      default: true,
      bulk: false,
      name: "TLS v1.2, 1.3",
      http_protocols: ["http/1.1", "http/2"],
      tls_protocols: ["1.2", "1.3"],
      created_at: "2026-01-01T00:00:00.000Z",
      updated_at: "2026-01-01T00:00:00.000Z",
    },
    relationships: {
      dns_records: {
        data: [
          { id: CNAME, type: "dns_record" },
          { id: "151.101.2.132", type: "dns_record" },
        ],
      },
    },
  },
  records: [
    { id: CNAME, type: "dns_record", attributes: { region: "global", record_type: "CNAME" } },
    { id: "151.101.2.132", type: "dns_record", attributes: { region: "global", record_type: "A" } },
  ],
};

interface Challenge {
  type: string;
  record_name: string;
  record_type: string;
  values: string[];
}

/** The records that prove to an authority that the account owns a domain. A wildcard only has the first. */
export function challengesOf(domain: string): Challenge[] {
  const name = domain.replace(/^\*\./, "");
  const token = createHash("md5").update(name).digest("hex").slice(0, 18);
  const dns = {
    type: "managed-dns",
    record_name: `_acme-challenge.${name}`,
    record_type: "CNAME",
    values: [`${token}.fastly-validations.com`],
  };
  return domain.startsWith("*.")
    ? [dns]
    : [
        dns,
        { type: "managed-http-cname", record_name: name, record_type: "CNAME", values: [CNAME] },
        { type: "managed-http-a", record_name: name, record_type: "A", values: ADDRESSES },
      ];
}

/** Whether the DNS answers one of a domain's challenges. */
function isMet(domain: string, dns: DnsRecord[]): boolean {
  return challengesOf(domain).some(({ record_name, record_type, values }) =>
    dns.some(
      (record) =>
        record.name === record_name &&
        record.type === record_type &&
        record.values.some((value) => values.includes(value.replace(/\.$/, ""))),
    ),
  );
}

/**
 * Brings a subscription up to date. It is issued once its challenges are in the DNS, and renewed in time. A week after
 * its end it is given up.
 */
export function advance(subscription: TlsSubscription, store: Store): TlsSubscription {
  const now = Date.parse(store.now());
  const ends = subscription.not_after === null ? undefined : Date.parse(subscription.not_after);
  if (subscription.state === "issued" && ends !== undefined && ends - now < (VALID_DAYS / 3) * DAY) {
    subscription.state = "renewing";
  }
  if (subscription.state === "renewing" && ends !== undefined && now - ends > RETRIED_DAYS * DAY) {
    subscription.state = "failed";
  }
  const isWaiting = subscription.state === "pending" || subscription.state === "renewing";
  const left = store.waitingReads.get(subscription.id) ?? store.issueAfterReads;
  if (isWaiting && left !== undefined) {
    store.waitingReads.set(subscription.id, left - 1);
    if (left === 0) issue(subscription, store);
  } else if (isWaiting && subscription.domains.every((domain) => isMet(domain, store.state.dns))) {
    issue(subscription, store);
  }
  if (subscription.state === "issued") {
    activate(
      subscription.domains.filter((domain) => isMet(domain, store.state.dns)),
      subscription,
      store,
    );
  }
  return subscription;
}

/** Issues or renews a certificate. Activates TLS for its domains, as Fastly does for managed certificates. */
export function issue(subscription: TlsSubscription, store: Store): void {
  subscription.state = "issued";
  subscription.certificate ??= store.newId("tls-certificate");
  subscription.not_after = `${new Date(Date.parse(store.now()) + VALID_DAYS * DAY).toISOString().slice(0, 19)}Z`;
  subscription.updated_at = store.now();
  activate(subscription.domains, subscription, store);
}

/** Whether the authority has validated a domain. Each renewal validates it again. */
export function isAuthorized({ state }: TlsSubscription, domain: string, store: Store): boolean {
  return state === "issued" ? isActive(domain, store) : isMet(domain, store.state.dns);
}

/** A domain that joins a subscription is served as soon as its challenge is in the DNS. */
function activate(domains: string[], { certificate, configuration }: TlsSubscription, store: Store): void {
  const { activations } = store.state.tls;
  for (const domain of certificate === null ? [] : domains) {
    const there = activations.find((each) => each.domain === domain);
    if (there === undefined) {
      const made = { id: store.newId("tls-activation"), domain, created_at: store.now() };
      activations.push({ ...made, certificate: certificate ?? "", configuration });
    } else {
      Object.assign(there, { certificate, configuration });
    }
  }
}

const YEAR = 365 * DAY;

/** Adds a user's own certificate without a private key. */
export function addCertificate(given: readonly string[], notAfter: Date | undefined, store: Store): TlsCertificate {
  const domains = given.map((domain) => domain.toLowerCase());
  const [name = ""] = domains;
  const now = store.date();
  const made: TlsCertificate = {
    id: store.newId("tls-certificate"),
    name,
    domains,
    issued_to: name,
    issuer: "Local CA",
    not_before: now.toISOString(),
    not_after: (notAfter ?? new Date(now.getTime() + YEAR)).toISOString(),
    serial_number: String(store.state.tls.certificates.length + 1),
    signature_algorithm: "SHA256-RSA",
    public_key_sha1: "",
    ...store.stamps(),
  };
  store.state.tls.certificates.push(made);
  return made;
}

/** When the certificate of a domain expired. Undefined for a valid certificate, and for none. */
export function endedCertificate({ tls }: State, domain: string, now: Date): string | undefined {
  const of = (name: string) => tls.activations.find((each) => each.domain === name);
  const activation = of(domain) ?? of(wildcardOf(domain));
  const ends = [
    ...tls.certificates.filter(({ id }) => id === activation?.certificate),
    ...tls.subscriptions.filter(({ certificate }) => certificate === activation?.certificate),
  ].map(({ not_after }) => not_after)[0];
  return ends && Date.parse(ends) <= now.getTime() ? ends : undefined;
}

/** Whether a domain is served with any certificate. */
export function isActive(domain: string, store: Store): boolean {
  return store.state.tls.activations.some((each) => each.domain === domain);
}
