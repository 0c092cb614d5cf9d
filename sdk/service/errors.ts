import { catalogue } from "../errors/catalogue";
import { runLines } from "../errors/commands";
import { type Repair, remedyOf } from "../errors/repair";

/** The errors that keep a service from being made or updated. */
export const serviceError = catalogue({
  "domain-taken": {
    what: "The provider failed because another service has a domain of this service.",
    why: "A domain leads to one service only. The other service must give up the domain first.",
    examples: [{ commands: ["pulumi up --refresh"] }],
    explain: ({ commands, effect }: Repair) => ({
      problem: "The domain belongs to another service",
      remedy:
        "Remove the domain from the other service first, or choose another one in [domains].\n" +
        "If the domain moves from another ComputeService of this program, add { dependsOn: [<that ComputeService>] }.\n" +
        runLines(commands, "Then run"),
      effect,
    }),
  },
  "service-left-incomplete": {
    what: "The provider failed, and the service has never had an active version.",
    why: "An earlier run left the first version incomplete. The next update would not complete it.",
    examples: [
      {
        effect: "replace",
        commands: ["pulumi up --replace 'urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::edge'"],
      },
    ],
    explain: (repair: Repair) => ({
      problem: "The service has never had an active version, and an earlier run left it incomplete",
      ...remedyOf(repair),
    }),
  },
});
