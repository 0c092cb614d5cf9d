import { catalogue } from "../errors/catalogue";

/** The errors in the declaration of certificates for a service. */
export const certificateSetupError = catalogue({
  "certificate-of-no-domain": {
    what: "A key of `certificates` is no domain of the service, nor the wildcard above one.",
    why: "Nobody would be answered with the certificate.",
    examples: [{ name: "ww.example.com" }],
    tell: ({ name }: { name: string }) => ({
      problem: `"${name}" of [certificates] is no domain of the service`,
      remedy: "Add it to [versionlessDomains] or [domains], or remove it.",
    }),
  },
  "certificate-of-domain-twice": {
    what: "A domain is in `certificates` twice.",
    why: "Names are compared without regard to case. A domain is served with one certificate.",
    examples: [{ name: "WWW.example.com" }],
    tell: ({ name }: { name: string }) => ({
      problem: `The domain "${name}" is given twice in [certificates]`,
      remedy: "Remove one of them.",
    }),
  },
});
