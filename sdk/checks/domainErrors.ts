import { catalogue } from "../errors/catalogue";
import { forget } from "../errors/commands";

const service = "SU1Z0isxPaozGVKXdv0eY";
const urn =
  "urn:pulumi:prod::shop::fastly-compute:index:ComputeService$fastly:index/domain:Domain::edge-www.example.com";

export interface There {
  component: string;
  domain: string;
  id: string;
  /** The service that the domain leads to. */
  leads?: string;
  /** The service that the domain is to lead to. A new service has no id yet. */
  service?: string;
}

/** The errors of versionless domains. */
export const domainError = catalogue({
  "domain-there": {
    what: "Fastly has a versionless domain of the name already, which does not lead to this service.",
    why: "Whoever made it may rely on it. Nothing is taken over that was not meant to be.",
    examples: [
      { component: "edge", domain: "www.example.com", id: "DM1", leads: "SERVICE2", service },
      { component: "edge", domain: "www.example.com", id: "DM1" },
    ],
    tell: ({ component, domain, id, leads, service }: There) => ({
      problem: `ComputeService "${component}" would make the domain ${domain}, which Fastly has already (${id}): it leads to ${leads === undefined ? "no service" : `the service ${leads}`}`,
      remedy: [
        ...(service === undefined
          ? []
          : [
              `To have it lead to this service, and be imported, run:\n` +
                `  fastly domain update --domain-id=${id} --service-id=${service}\n  pulumi up`,
            ]),
        `To have it made anew${leads === undefined ? "" : `, so that ${leads} no longer answers for it`}, run:\n  fastly domain delete --domain-id=${id}\n  pulumi up`,
      ].join("\n"),
    }),
  },
  "generated-domain-moves": {
    what: "The generated domain of a service would become another one.",
    why: "Visitors of the former one would find nothing. The stack's state, which tells what it was, cannot be read.",
    examples: [
      { component: "edge", former: ["shop-0123456789.edgecompute.app"], own: "shop-9876543210.edgecompute.app" },
    ],
    tell: ({ component, former, own }: { component: string; former: string[]; own: string }) => ({
      problem: `ComputeService "${component}" would answer for ${own}, and no more for ${former.join(", ")}`,
      remedy:
        `To keep what visitors know, give the arguments: domains: ${JSON.stringify(former)}, generatedDomain: false\n` +
        "To have the other one, run pulumi up once with generatedDomain: false, then again without.",
    }),
  },
  "domain-moves": {
    what: "A classic domain would become a versionless one in one run.",
    why: "The provider removes the name, activates, and then makes the domain. Nothing would answer meanwhile.",
    examples: [{ component: "edge", domains: ["www.example.com"] }],
    tell: ({ component, domains }: { component: string; domains: string[] }) => ({
      problem: `ComputeService "${component}" would move ${domains.join(", ")} from [domains] to [versionlessDomains] in one run, and nothing would answer for ${domains.length === 1 ? "the name" : "the names"} meanwhile`,
      remedy:
        `Keep the old declaration beside the new one for one run: set { domains: ${JSON.stringify(domains)} }, and run: pulumi up\n` +
        "Then remove it from [domains], and run pulumi up again.",
    }),
  },
  "domain-not-live": {
    what: "A versionless domain was deleted, or leads to another service, although the state has it.",
    why: "Someone changed it at Fastly. No plain `up` reads domains, and all of them would report a success.",
    examples: [
      { service, domain: "www.example.com", urn },
      { service, domain: "www.example.com", leads: "SERVICE2", urn },
    ],
    tell: ({ service, domain, leads, urn }: { service: string; domain: string; leads?: string; urn: string }) =>
      leads === undefined
        ? {
            problem: `The domain ${domain} of the service ${service} was deleted at Fastly`,
            remedy: `Take it out of the state, so that it is made anew. Run:\n  ${forget(urn)}\n  pulumi up`,
            does: "forget" as const,
          }
        : {
            problem: `The domain ${domain} was to lead to the service ${service}, but leads to ${leads}: someone changed it at Fastly`,
            remedy: "To have it lead to this service again, run: pulumi up --refresh",
          },
  },
});
