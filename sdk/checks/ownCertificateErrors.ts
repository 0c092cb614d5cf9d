import { catalogue } from "../errors/catalogue";
import { forget } from "../errors/commands";

const urn =
  "urn:pulumi:prod::shop::fastly-compute:index:ComputeService$fastly:index/tlsActivation:TlsActivation::edge-www.example.com";

/** The certificate that a domain is to be served with. */
export interface OwnCertificateIs {
  component: string;
  domain: string;
  certificate: string;
}

const EXAMPLE: OwnCertificateIs = {
  component: "edge",
  domain: "www.example.com",
  certificate: "cRTguUGZzb2W9Euo4moOR",
};

const would = ({ component, domain, certificate }: OwnCertificateIs) =>
  `ComputeService "${component}" would serve ${domain} with the certificate ${certificate}`;

/** The errors of the user's own certificates. */
export const ownCertificateError = catalogue({
  "own-certificate-missing": {
    what: "A domain names a certificate that Fastly does not have.",
    why: "The certificate was not uploaded, was deleted, or belongs to another account.",
    examples: [EXAMPLE],
    explain: (is: OwnCertificateIs) => ({
      problem: `${would(is)}, but Fastly has no such certificate`,
      remedy: "Correct [existingId]. To see the certificates, run: fastly tls-custom certificate list",
    }),
  },
  "own-certificate-managed": {
    what: "A domain names a certificate that Fastly manages and renews itself.",
    why: "Fastly already serves the domain with this certificate, and refuses a second setting for it.",
    examples: [{ ...EXAMPLE, subscription: "6JnTfMa8u5nRz5yKMvE5Gg" }],
    explain: ({ subscription, ...is }: OwnCertificateIs & { subscription: string }) => ({
      problem: `${would(is)}, but the certificate belongs to the TLS subscription ${subscription}: Fastly already serves its domains with it`,
      remedy: `Remove "${is.domain}" from [certificates]: Fastly serves this certificate without an entry.`,
    }),
  },
  "own-certificate-not-for-domain": {
    what: "A domain names a certificate that is not valid for the domain.",
    why: "Browsers accept a certificate only for its own names. A wildcard stands for exactly one label.",
    examples: [{ ...EXAMPLE, names: ["example.com", "*.shop.example.com"] }],
    explain: ({ names, ...is }: OwnCertificateIs & { names: string[] }) => ({
      problem: `${would(is)}, but this certificate is for ${names.length === 0 ? "no domain" : names.join(", ")}`,
      remedy: "Set [existingId] to a certificate that has the domain among its names.",
    }),
  },
  "own-certificate-ended": {
    what: "The certificate of a domain has expired.",
    why: "Browsers refuse an expired certificate. Nobody renews your own certificates for you.",
    examples: [{ ...EXAMPLE, ended: "2026-11-26T00:00:00.000Z" }],
    explain: ({ domain, certificate, ended }: OwnCertificateIs & { ended: string }) => ({
      problem: `The certificate ${certificate} of ${domain} expired at ${ended}: browsers refuse https://${domain.replace("*", "any-name")}`,
      remedy: "Give a newer certificate, by another [certificateBody] or another [existingId]. Then run: pulumi up",
    }),
  },
  "own-certificate-other-served": {
    what: "A domain is already served with another certificate that the stack does not know.",
    why: "Someone may rely on the other certificate. The component takes over only what you name.",
    examples: [{ ...EXAMPLE, served: "oTHERguUGZzb2W9Euo4mo", activation: "aCtguUGZzb2W9Euo4moOR" }],
    explain: ({ served, activation, ...is }: OwnCertificateIs & { served: string; activation: string }) => ({
      problem: `${would(is)}: the TLS activation ${activation}, which the stack does not know, already serves it with ${served}`,
      remedy: `To use your certificate from now on, give { takeOver: true } together with [existingId]. To keep the other certificate, remove "${is.domain}" from [certificates].`,
    }),
  },
  "own-certificate-held": {
    what: "Another resource of the stack already sets the certificate of a domain.",
    why: "If the program no longer has this resource, Pulumi deletes it. TLS would then be off for the domain.",
    examples: [{ ...EXAMPLE, holder: urn.replace("edge-www.example.com", "www") }],
    explain: ({ holder, ...is }: OwnCertificateIs & { holder: string }) => ({
      problem: `${would(is)}, but another resource of the stack already does: ${holder}`,
      remedy: `Remove that resource from the program and from the state. The component then takes its place. Run:\n  ${forget(holder)}\n  pulumi up`,
      effect: "forget" as const,
    }),
  },
  "own-certificate-other-configuration": {
    what: "The TLS configuration of a domain would change.",
    why: "The provider would disable TLS for the domain first. Browsers would refuse the domain in between.",
    examples: [{ ...EXAMPLE, from: "t7CguUGZzb2W9Euo5FoKa", to: "TLS2" }],
    explain: ({ from, to, ...is }: OwnCertificateIs & { from: string; to: string }) => ({
      problem: `${would(is)} and the TLS configuration ${to}, but it is served with ${from} now: TLS would be off during the change`,
      remedy:
        `To keep ${from}, set [configurationId] to it. To change the configuration anyway, remove "${is.domain}" from [certificates] and run: pulumi up\n` +
        `Then TLS is off. Add "${is.domain}" again, and run pulumi up once more.`,
    }),
  },
  "own-certificate-not-served": {
    what: "A domain is not served with its certificate, although the state says so.",
    why: "Someone changed this at Fastly. A plain `up` does not look at it, and would report success.",
    examples: [
      { ...EXAMPLE, urn },
      { ...EXAMPLE, served: "oTHERguUGZzb2W9Euo4mo", urn },
    ],
    explain: ({ domain, certificate, served, urn }: OwnCertificateIs & { served?: string; urn: string }) =>
      served === undefined
        ? {
            problem: `The domain ${domain} is not served with the certificate ${certificate}: someone has disabled TLS for it at Fastly`,
            remedy: `Remove the TLS activation from the state. The next up enables TLS again. Run:\n  ${forget(urn)}\n  pulumi up`,
            effect: "forget" as const,
          }
        : {
            problem: `The domain ${domain} is served with the certificate ${served} instead of ${certificate}: someone changed it at Fastly`,
            remedy: `To have the domain served with ${certificate} again, run: pulumi up --refresh`,
          },
  },
});
