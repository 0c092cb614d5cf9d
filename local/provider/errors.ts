import { catalogue } from "pulumi-fastly-compute/internal";

/** The errors of the local engine's provider itself. Its other errors are the real provider's, word by word. */
export const localProviderError = catalogue({
  "api-not-local": {
    what: "The local engine is given an API address that is not on this machine.",
    why: "The local engine is for trying out and testing. Only Pulumi changes what is live.",
    examples: [{ host: "api.fastly.com" }],
    explain: ({ host }: { host: string }) => ({
      problem: `The local engine does not talk to ${host}: it is for trying out and testing, never for production`,
      remedy:
        "Point fastly:baseUrl or FASTLY_API_URL at a local Fastly API, for example http://127.0.0.1:8080, or deploy with the Pulumi CLI.",
    }),
  },
});
