import { hasEnded, type LiveCertificate } from "../fastly/certificates";
import type { MissingRecord } from "../live/dns";
import { type CertificateIs, certificateError, listed } from "./certificateErrors";
import type { Check } from "./check";

/** The engine is about to change a certificate. */
export interface CertificateChange {
  name: string;
  before: { domains?: string[]; authority?: string; configurationId?: string };
  declared: { domains?: string[]; authority?: string; configurationId?: string };
  live(): Promise<LiveCertificate | undefined>;
}

/** The provider would make another certificate, and delete the old one before the new one is issued. */
export const CERTIFICATE_CANNOT_CHANGE: Check<CertificateChange> = {
  name: "certificate-cannot-change",
  when: "The authority or the TLS configuration of a certificate changes, or is given or taken away later",
  outcome: "The certificate stays, because browsers would refuse the domains until the new one is issued",
  how: "Add a second `Certificate`; remove the first one once the second is issued",
  async find({ name, before, declared, live }) {
    // Only a string is a known value.
    const property = (["authority", "configurationId"] as const).find(
      (key) => before[key] !== declared[key] && [undefined, "string"].includes(declared[key] && typeof declared[key]),
    );
    const [from, to] = [before, declared].map((each) => property && each[property]);
    const isNow = property === "configurationId" && from === undefined && (await live())?.configurationId === to;
    return property === undefined || isNow
      ? undefined
      : certificateError("certificate-cannot-change", { name, property, from, to });
  },
};

/** During a renewal the provider replaces the certificate for other domains: the effect is the same. */
export const CERTIFICATE_RENEWING: Check<CertificateChange> = {
  name: "certificate-renewing",
  when: "The domains of a certificate change while it is renewed",
  outcome: "The certificate stays, because the provider would order another one",
  how: "Run the same command once the certificate is renewed",
  async find({ name, before, declared, live }) {
    const [had, has] = [before, declared].map(({ domains }) => [...(domains ?? [])].sort().join(" "));
    const state = had === has ? undefined : (await live())?.state;
    return state === undefined || state === "issued" || state === "pending"
      ? undefined
      : certificateError("certificate-renewing", { name, state });
  },
};

/** A certificate as it is at Fastly, and its missing DNS records. */
export interface SeenCertificate extends CertificateIs {
  live: LiveCertificate | undefined;
  missing: MissingRecord[];
}

/** A certificate at the end of a run. */
export interface MadeCertificate extends SeenCertificate {
  /** Whether something in the program waits until the certificate is issued, and reports about it. */
  isWaitedFor: boolean;
  /** The time at Fastly, in milliseconds. */
  now: number;
}

/** The state may have a certificate that was deleted: no plain `up` reads one. */
export const CERTIFICATE_GONE: Check<SeenCertificate> = {
  name: "certificate-gone",
  when: "A certificate was deleted at Fastly, although the state has it",
  outcome: "The run fails",
  how: "Run `pulumi up --refresh`, which makes the certificate again",
  find: ({ live, ...is }) => (live === undefined ? certificateError("certificate-gone", is) : undefined),
};

export const CERTIFICATE_FAILED: Check<SeenCertificate> = {
  name: "certificate-failed",
  when: "The authority has refused a certificate",
  outcome: "The run fails",
  how: "Add the records of the error to the DNS; then give the certificate another name",
  find: ({ live, ...is }) => (live?.state === "failed" ? certificateError("certificate-failed", is) : undefined),
};

/** No plain `up` reads a certificate. A certificate that browsers refuse is no success. */
export const CERTIFICATE_ENDED: Check<MadeCertificate> = {
  name: "certificate-ended",
  when: "A certificate expired before it was renewed",
  outcome: "The run fails",
  how: "Add the records of the error to the DNS",
  find: ({ live, now, ...is }) =>
    live !== undefined && hasEnded(live.notAfter, now)
      ? certificateError("certificate-ended", { ...is, ended: live.notAfter })
      : undefined,
};

export const CERTIFICATE_PENDING: Check<MadeCertificate> = {
  name: "certificate-pending",
  when: "A certificate is not issued or renewed yet, or one of its domains is not verified yet",
  outcome: "The run warns what visitors see and which records are missing",
  how: "Add the records to the DNS; `IssuedCertificate` waits for them",
  find({ name, domains, live, missing, isWaitedFor }) {
    if (isWaitedFor || live === undefined || (live.state === "issued" && live.waiting.length === 0)) {
      return undefined;
    }
    const visitors =
      live.state === "renewing"
        ? `until ${live.notAfter ?? "it expires"}, browsers accept the present one`
        : `browsers refuse https://${domains[0]} until then`;
    return {
      severity: "warning",
      message: `The certificate "${name}" is ${live.state}: ${visitors}.${missing.length === 0 ? "" : `\n${listed(missing)}`}`,
    };
  },
};

/** A wait for a certificate has ended. */
export interface AwaitedCertificate extends SeenCertificate {
  seconds: number;
}

export const CERTIFICATE_NOT_ISSUED: Check<AwaitedCertificate> = {
  name: "certificate-not-issued",
  when: "A certificate is not issued within the time that the program gives it",
  outcome: "The run fails",
  how: "Add the records of the error, or allow more time; then run the same command",
  find: ({ live, ...is }) =>
    live?.state === "issued" && live.waiting.length === 0
      ? undefined
      : certificateError("certificate-not-issued", { ...is, state: live?.state ?? "gone" }),
};
