import { catalogue } from "../errors/catalogue";

/** The errors in the declaration of certificates for a service. */
export const certificateSetupError = catalogue({
  "certificate-of-no-domain": {
    what: "A key of `certificates` is neither a domain of the service nor the wildcard above one.",
    why: "The service would never use the certificate.",
    examples: [{ name: "ww.example.com" }],
    explain: ({ name }: { name: string }) => ({
      problem: `"${name}" of [certificates] is not a domain of the service`,
      remedy: `Add "${name}" to [versionlessDomains] or [domains], or remove it from [certificates].`,
    }),
  },
  "certificate-of-domain-twice": {
    what: "A domain is in `certificates` twice.",
    why: "Upper and lower case count as the same. Each domain has one certificate.",
    examples: [{ name: "WWW.example.com" }],
    explain: ({ name }: { name: string }) => ({
      problem: `The domain "${name}" is given twice in [certificates]`,
      remedy: "Remove one of the two.",
    }),
  },
});
