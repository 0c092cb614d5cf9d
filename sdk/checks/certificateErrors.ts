import { catalogue } from "../errors/catalogue";
import type { MissingRecord } from "../live/dns";

/** The facts that identify a certificate in an error. */
export interface CertificateIs {
  /** The component's name. */
  name: string;
  subscription: string;
  domains: string[];
}

const EXAMPLE: CertificateIs & { missing: MissingRecord[] } = {
  name: "www",
  subscription: "6JnTfMa8u5nRz5yKMvE5Gg",
  domains: ["www.example.com"],
  missing: [
    { name: "_acme-challenge.www.example.com", type: "CNAME", values: ["abc.fastly-validations.com"], answers: [] },
  ],
};

/** Stands for the account's TLS configuration when the program names none. */
const DEFAULT = "none";

/** The missing records, one per line. */
export function listed(missing: MissingRecord[]): string {
  return missing
    .map(
      ({ name, type, values, answers }) =>
        `  ${name} ${type} ${values.join(" ")} is missing: the DNS answers ${answers.length === 0 ? "nothing" : answers.join(" ")}`,
    )
    .join("\n");
}

function refusedOrMissing(missing: MissingRecord[]): string {
  return missing.length === 0 ? "" : `\n${listed(missing)}`;
}

/** The errors of certificates. */
export const certificateError = catalogue({
  "certificate-domain-unfit": {
    what: "A certificate has a domain that is not a domain name.",
    why: "A domain name has no scheme, port or path.",
    examples: [{ name: "www", domain: "https://www.example.com" }],
    explain: ({ name, domain }: { name: string; domain: string }) => ({
      problem: `Expected [domains] of the certificate "${name}" to hold domain names but got "${domain}"`,
      remedy: 'Give bare names: { domains: ["www.example.com"] }.',
    }),
  },
  "certificate-without-domains": {
    what: "A certificate has no domain.",
    why: "Fastly issues a certificate for at least one domain.",
    examples: [{ name: "www" }],
    explain: ({ name }: { name: string }) => ({
      problem: `The certificate "${name}" has no [domains]`,
      remedy: 'Give at least one domain: { domains: ["www.example.com"] }.',
    }),
  },
  "certificate-cannot-change": {
    what: "The authority or the TLS configuration of a certificate would change.",
    why: "The provider would delete the old certificate and order a new one. Meanwhile browsers would refuse the domains.",
    examples: [
      { name: "www", property: "authority", from: "certainly", to: "lets-encrypt" },
      { name: "www", property: "configurationId", to: "TLS2" },
    ],
    explain: ({ name, property, from, to }: { name: string; property: string; from?: string; to?: string }) => ({
      problem: `The certificate "${name}" would change its [${property}] from ${from ?? DEFAULT} to ${to ?? DEFAULT}: until the new certificate is issued, the domains would have none`,
      remedy:
        `Declare a second Certificate of another name, ${to === undefined ? "without" : "with the new"} [${property}]. Give "${name}" the resource option { retainOnDelete: true }. Run: pulumi up\n` +
        `Remove "${name}" once the second one is issued. The subscription of "${name}" stays at Fastly: to delete it would disable TLS.`,
    }),
  },
  "certificate-renewing": {
    what: "The domains of a certificate would change during its renewal.",
    why: "During a renewal, the provider would delete the certificate and order a new one.",
    examples: [{ name: "www", state: "renewing" }],
    explain: ({ name, state }: { name: string; state: string }) => ({
      problem: `The domains of the certificate "${name}" would change while it is ${state}: Fastly changes only certificates that are issued or pending`,
      remedy: "Wait until the certificate is issued. Then run the same command again.",
    }),
  },
  "certificate-gone": {
    what: "The state has a certificate that was deleted at Fastly.",
    why: "Someone deleted the certificate. A plain `up` does not look for it, and would report success.",
    examples: [EXAMPLE],
    explain: ({ name, subscription }: CertificateIs) => ({
      problem: `The certificate "${name}" (TLS subscription ${subscription}) was deleted at Fastly`,
      remedy: "To have the certificate made again, run: pulumi up --refresh",
    }),
  },
  "certificate-failed": {
    what: "The certificate authority has refused a certificate.",
    why: "The authority could not see that the domains are yours, or a CAA record forbids the certificate.",
    examples: [EXAMPLE],
    explain: ({ name, subscription, missing }: CertificateIs & { missing: MissingRecord[] }) => ({
      problem: `The authority has refused the certificate "${name}" (TLS subscription ${subscription})${refusedOrMissing(missing)}`,
      remedy:
        "Add the records to the DNS. Rename the Certificate in the program: the new name orders a new certificate. Then run: pulumi up",
    }),
  },
  "certificate-ended": {
    what: "A certificate expired before the authority renewed it.",
    why: "A renewal needs the challenge records in the DNS. Fastly asks the authority for one more week.",
    examples: [{ ...EXAMPLE, ended: "2026-11-26T00:00:00.000Z" }],
    explain: ({ name, domains, ended, missing }: CertificateIs & { ended: string; missing: MissingRecord[] }) => ({
      problem: `The certificate "${name}" expired at ${ended} and is not renewed: browsers refuse https://${domains[0]}${refusedOrMissing(missing)}`,
      remedy:
        missing.length === 0
          ? "Wait until the certificate is renewed. Then run: pulumi up"
          : "Add the records to the DNS. Then run: pulumi up",
    }),
  },
  "certificate-not-issued": {
    what: "A certificate was not issued within the time that the program allows.",
    why: "The authority issues a certificate when the DNS has the records that prove the domains are yours.",
    examples: [
      { ...EXAMPLE, state: "pending", seconds: 600 },
      { ...EXAMPLE, missing: [], state: "processing", seconds: 600 },
    ],
    explain: ({
      subscription,
      domains,
      missing,
      state,
      seconds,
    }: CertificateIs & { missing: MissingRecord[]; state: string; seconds: number }) => ({
      problem: `The certificate ${subscription}${domains.length === 0 ? "" : ` of ${domains.join(", ")}`} is ${state} after ${seconds} seconds${refusedOrMissing(missing)}`,
      remedy:
        missing.length === 0
          ? "Raise [timeoutSeconds]. Then run: pulumi up"
          : "Add the records to the DNS. Then run: pulumi up",
    }),
  },
});
