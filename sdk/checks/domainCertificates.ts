import { type DomainCertificate, ENDED, NONE, SERVED, UNSEEN } from "../fastly/domainCertificates";
import type { Check, Note } from "./check";

/** The user's own domains of a service, with what Fastly knows of a certificate for each. */
export interface OwnDomains {
  domains: { name: string; certificate: DomainCertificate }[];
}

/** The name to show as an example: nobody opens a wildcard in a browser. */
function shown(names: string[]): string {
  const name = names.find((each) => !each.startsWith("*.")) ?? names[0] ?? "";
  return name.replace(/^\*\./, "any-name.");
}

/** A note about the domains with such a certificate. Undefined without any. */
function noteOf(
  wanted: (certificate: DomainCertificate) => boolean,
  severity: Note["severity"],
  message: (names: string[], certificate: DomainCertificate) => string,
): (situation: OwnDomains) => Note | undefined {
  return ({ domains }) => {
    const found = domains.filter(({ certificate }) => wanted(certificate));
    const names = found.map(({ name }) => name);
    const [first] = found;
    return first && { severity, message: message(names, first.certificate) };
  };
}

/** The service is live, but no browser opens it. No request of the provider shows that. */
export const DOMAIN_WITHOUT_CERTIFICATE: Check<OwnDomains> = {
  name: "domain-without-certificate",
  when: "Fastly has no certificate for a domain that is not its own",
  outcome: "The run warns what visitors see",
  how: "Declare a `Certificate` for the domain; or name your own in the argument `certificates`",
  find: noteOf(
    (certificate) => certificate === NONE,
    "warning",
    (names) =>
      `Fastly has no certificate for ${names.join(", ")}: browsers refuse https://${shown(names)}.\n` +
      `To let Fastly get one, declare: new Certificate("<name>", { domains: ${JSON.stringify(names)} })\n` +
      `For your own certificate, give the argument [certificates].`,
  ),
};

/** Nobody uploaded a new certificate in time, or set the DNS records that a renewal needs. */
export const DOMAIN_CERTIFICATE_ENDED: Check<OwnDomains> = {
  name: "domain-certificate-ended",
  when: "The certificate of a domain has expired, and the program declares none",
  outcome: "The run warns what visitors see",
  how: "Declare a `Certificate` for the domain, which Fastly renews; or upload a newer one",
  find: noteOf(
    (certificate) => certificate === ENDED,
    "warning",
    (names) => `The certificate for ${names.join(", ")} has expired: browsers refuse https://${shown(names)}.`,
  ),
};

/** A `Certificate` of the program reports about itself, in more detail. */
export const DOMAIN_CERTIFICATE_PENDING: Check<OwnDomains> = {
  name: "domain-certificate-pending",
  when: "A TLS subscription that the program does not declare will get a certificate for a domain",
  outcome: "The run warns what visitors see",
  how: "Add the records of the subscription to the DNS",
  find: noteOf(
    (certificate) => ![SERVED, ENDED, NONE, UNSEEN].includes(certificate),
    "warning",
    (names, certificate) =>
      `The certificate for ${names.join(", ")} is ${certificate} and not in use yet: browsers refuse https://${shown(names)} until then.`,
  ),
};

/** An unknown certificate is no reason for a warning. */
export const DOMAIN_CERTIFICATE_UNSEEN: Check<OwnDomains> = {
  name: "domain-certificate-unseen",
  when: "The API token may not read certificates, or Fastly does not answer",
  outcome: "The run says so",
  how: "Look at the domain in a browser; or use the token of a user who manages TLS",
  find: noteOf(
    (certificate) => certificate === UNSEEN,
    "info",
    (names) => `This API token cannot see whether Fastly has a certificate for ${names.join(", ")}.`,
  ),
};
