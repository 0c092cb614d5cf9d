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
    what: "Fastly has no certificate of the id that a domain is to be served with.",
    why: "It was not uploaded, or was deleted, or the account is another one.",
    examples: [EXAMPLE],
    tell: (is: OwnCertificateIs) => ({
      problem: `${would(is)}, which is not at Fastly`,
      remedy: "Give the id of one that is there, as [existingId]. To see them, run: fastly tls-custom certificate list",
    }),
  },
  "own-certificate-managed": {
    what: "A domain is to be served with a certificate that Fastly gets from an authority and renews.",
    why: "Fastly serves its domains with it by itself, and refuses to be told so.",
    examples: [{ ...EXAMPLE, subscription: "6JnTfMa8u5nRz5yKMvE5Gg" }],
    tell: ({ subscription, ...is }: OwnCertificateIs & { subscription: string }) => ({
      problem: `${would(is)}, which is that of the TLS subscription ${subscription}: Fastly serves its domains with it by itself`,
      remedy: `Remove "${is.domain}" from [certificates]. A Certificate of the program is enough.`,
    }),
  },
  "own-certificate-not-for-domain": {
    what: "A domain is to be served with a certificate that is not for it.",
    why: "Browsers take a certificate for the names that it has. A wildcard stands for one label: not for two, and not for none.",
    examples: [{ ...EXAMPLE, names: ["example.com", "*.shop.example.com"] }],
    tell: ({ names, ...is }: OwnCertificateIs & { names: string[] }) => ({
      problem: `${would(is)}, which is for ${names.length === 0 ? "no domain" : names.join(", ")}`,
      remedy: "Give the id of a certificate that has the domain among its names, as [existingId].",
    }),
  },
  "own-certificate-ended": {
    what: "A domain is served, or is to be served, with a certificate that has ended.",
    why: "Browsers refuse it. Nobody renews a certificate that you have.",
    examples: [{ ...EXAMPLE, ended: "2026-11-26T00:00:00.000Z" }],
    tell: ({ domain, certificate, ended }: OwnCertificateIs & { ended: string }) => ({
      problem: `The certificate ${certificate} of ${domain} ended at ${ended}: browsers refuse https://${domain.replace("*", "any-name")}`,
      remedy: "Upload another one, by another [certificateBody] or as another [existingId]. Then run: pulumi up",
    }),
  },
  "own-certificate-other-served": {
    what: "A domain is served with another certificate, which the stack knows nothing of.",
    why: "Whoever has it served so may rely on it. Nothing is taken over that was not meant to be.",
    examples: [{ ...EXAMPLE, served: "oTHERguUGZzb2W9Euo4mo", activation: "aCtguUGZzb2W9Euo4moOR" }],
    tell: ({ served, activation, ...is }: OwnCertificateIs & { served: string; activation: string }) => ({
      problem: `${would(is)}, but the TLS activation ${activation}, unknown to the stack, serves ${served}`,
      remedy: `To have it served with yours from now on, give { takeOver: true } beside [existingId]. To keep the other one, remove "${is.domain}" from [certificates].`,
    }),
  },
  "own-certificate-held": {
    what: "Another resource of the stack stands for what a domain is served with.",
    why: "Where the program no longer has that resource, Pulumi deletes it. Then TLS is disabled for the domain.",
    examples: [{ ...EXAMPLE, holder: urn.replace("edge-www.example.com", "www") }],
    tell: ({ holder, ...is }: OwnCertificateIs & { holder: string }) => ({
      problem: `${would(is)}, but ${holder} of the stack does that already`,
      remedy: `Remove that resource from the program, and take it out of the state, so that this one takes its place. Run:\n  ${forget(holder)}\n  pulumi up`,
      does: "forget" as const,
    }),
  },
  "own-certificate-other-configuration": {
    what: "The TLS configuration that a domain is served with would change.",
    why: "The provider would disable TLS for the domain first. Browsers would be refused meanwhile.",
    examples: [{ ...EXAMPLE, from: "t7CguUGZzb2W9Euo5FoKa", to: "TLS2" }],
    tell: ({ from, to, ...is }: OwnCertificateIs & { from: string; to: string }) => ({
      problem: `${would(is)} and the TLS configuration ${to}, but it is served with ${from}: TLS would be disabled for it meanwhile`,
      remedy:
        `To keep ${from}, give it as [configurationId]. To change it all the same, remove "${is.domain}" from [certificates] and run: pulumi up\n` +
        "Browsers are refused from then on. Add it again, and run pulumi up once more.",
    }),
  },
  "own-certificate-not-served": {
    what: "A domain is not served with its certificate, although the state says so.",
    why: "Someone changed it at Fastly. No plain `up` reads that, and all of them would report a success.",
    examples: [
      { ...EXAMPLE, urn },
      { ...EXAMPLE, served: "oTHERguUGZzb2W9Euo4mo", urn },
    ],
    tell: ({ domain, certificate, served, urn }: OwnCertificateIs & { served?: string; urn: string }) =>
      served === undefined
        ? {
            problem: `The domain ${domain} is not served with the certificate ${certificate}: someone has disabled TLS for it at Fastly`,
            remedy: `Take that out of the state, so that it is enabled anew. Run:\n  ${forget(urn)}\n  pulumi up`,
            does: "forget" as const,
          }
        : {
            problem: `The domain ${domain} was to be served with the certificate ${certificate}, but is with ${served}: someone changed it at Fastly`,
            remedy: "To have it served with yours again, run: pulumi up --refresh",
          },
  },
});
