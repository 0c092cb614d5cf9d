import { catalogue } from "../errors/catalogue";
import type { Way } from "../errors/giveUp";

/** The errors that keep a service from being made or updated. */
export const serviceError = catalogue({
  "domain-taken": {
    what: "The provider failed, as a domain of the service belongs to another service.",
    why: "A domain leads to one service only. A domain that moves has to leave the other service first.",
    examples: [{ command: "pulumi up --refresh" }],
    tell: ({ command, does }: Way) => ({
      problem: "The domain belongs to another service",
      remedy:
        "Remove the domain from the other service first, or choose another one in [domains].\n" +
        "Does it move from another ComputeService of this program? Let this one wait for that: { dependsOn: [other] }.\n" +
        `Then run: ${command}`,
      does,
    }),
  },
  "service-left-incomplete": {
    what: "The provider failed, and the service has never served anybody.",
    why: "An earlier run left its first version incomplete. The next update would change nothing about that.",
    examples: [
      {
        does: "replace",
        command: "pulumi up --replace 'urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::edge'",
      },
    ],
    tell: ({ command, does }: Way) => ({
      problem: "The service has never had an active version, and an earlier run left it incomplete",
      remedy: `Run: ${command}`,
      does,
    }),
  },
});
