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
    what: "A certificate is for something that is not the name of a domain.",
    why: "A domain has no scheme, port or path.",
    examples: [{ name: "www", domain: "https://www.example.com" }],
    tell: ({ name, domain }: { name: string; domain: string }) => ({
      problem: `The [domains] of the certificate "${name}" have "${domain}", which is no domain name`,
      remedy: 'Give bare names: { domains: ["www.example.com"] }.',
    }),
  },
  "certificate-without-domains": {
    what: "A certificate is for no domain.",
    why: "Fastly issues one for at least one name.",
    examples: [{ name: "www" }],
    tell: ({ name }: { name: string }) => ({
      problem: `The certificate "${name}" has no [domains]`,
      remedy: 'Give at least one name: { domains: ["www.example.com"] }.',
    }),
  },
  "certificate-cannot-change": {
    what: "The authority or the TLS configuration of a certificate would change.",
    why: "The provider makes another one and deletes the old one. Until the other is issued, browsers refuse the domains.",
    examples: [
      { name: "www", property: "authority", from: "certainly", to: "lets-encrypt" },
      { name: "www", property: "configurationId", to: "TLS2" },
    ],
    tell: ({ name, property, from, to }: { name: string; property: string; from?: string; to?: string }) => ({
      problem: `The certificate "${name}" would change its [${property}] from ${from ?? DEFAULT} to ${to ?? DEFAULT}: until the other one is issued, nothing would be valid`,
      remedy:
        `Declare another Certificate beside it, of another name and ${to === undefined ? "without" : "with the new"} [${property}]. Give "${name}" the resource option { retainOnDelete: true }. Run: pulumi up\n` +
        `Remove "${name}" once the other one is issued. Its subscription stays at Fastly, which would disable TLS to delete it.`,
    }),
  },
  "certificate-renewing": {
    what: "The domains of a certificate would change while it is renewed.",
    why: "The provider then makes another one and deletes the old one.",
    examples: [{ name: "www", state: "renewing" }],
    tell: ({ name, state }: { name: string; state: string }) => ({
      problem: `The domains of the certificate "${name}" would change, which is ${state}: Fastly changes one only when it is issued or pending`,
      remedy: "Wait until it is issued, and run the same command again.",
    }),
  },
  "certificate-gone": {
    what: "A certificate was deleted at Fastly, although the state has it.",
    why: "Someone deleted it. No plain `up` reads it again, and all of them would report a success.",
    examples: [EXAMPLE],
    tell: ({ name, subscription }: CertificateIs) => ({
      problem: `The certificate "${name}" (TLS subscription ${subscription}) was deleted at Fastly`,
      remedy: "To have it made anew, run: pulumi up --refresh",
    }),
  },
  "certificate-failed": {
    what: "The authority has refused a certificate.",
    why: "It did not see that the domains are yours, or a CAA record forbids it.",
    examples: [EXAMPLE],
    tell: ({ name, subscription, missing }: CertificateIs & { missing: MissingRecord[] }) => ({
      problem: `The authority has refused the certificate "${name}" (TLS subscription ${subscription})${refusedOrMissing(missing)}`,
      remedy:
        "Add the records to the DNS. Then rename the component, which makes another certificate, and run: pulumi up",
    }),
  },
  "certificate-ended": {
    what: "A certificate has ended before the authority renewed it.",
    why: "A renewal needs the challenge records. The authority is asked for a week more.",
    examples: [{ ...EXAMPLE, ended: "2026-11-26T00:00:00.000Z" }],
    tell: ({ name, domains, ended, missing }: CertificateIs & { ended: string; missing: MissingRecord[] }) => ({
      problem: `The certificate "${name}" ended at ${ended}, and is not renewed: browsers refuse https://${domains[0]}${refusedOrMissing(missing)}`,
      remedy:
        missing.length === 0
          ? "Wait until it is renewed, and run: pulumi up"
          : "Add the records to the DNS, and run: pulumi up",
    }),
  },
  "certificate-not-issued": {
    what: "A certificate was not issued within the time that the program gives it.",
    why: "An authority issues one when the DNS answers with the records that it looks for.",
    examples: [
      { ...EXAMPLE, state: "pending", seconds: 600 },
      { ...EXAMPLE, missing: [], state: "processing", seconds: 600 },
    ],
    tell: ({
      subscription,
      domains,
      missing,
      state,
      seconds,
    }: CertificateIs & { missing: MissingRecord[]; state: string; seconds: number }) => ({
      problem: `The certificate ${subscription}${domains.length === 0 ? "" : ` of ${domains.join(", ")}`} is ${state} after ${seconds} seconds${refusedOrMissing(missing)}`,
      remedy:
        missing.length === 0
          ? "Give it more time by [timeoutSeconds], and run: pulumi up"
          : "Add the records to the DNS, and run: pulumi up",
    }),
  },
});
