import { catalogue } from "../errors/catalogue";
import { forget, forgetAlone, runLines } from "../errors/commands";

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
  /** The stack that deploys the service that the domain leads to, and the URN of the domain there. */
  former?: { stack: string; described: string; urn: string };
}

/** The first step before a domain leads to another service: the stack that has it would delete it later. */
function forgetFormer(former: There["former"]): string[] {
  return former === undefined
    ? []
    : [
        `That service belongs to ${former.described}. If its state has the domain, it would delete the domain later. Remove the domain from its program and its state first. Run:\n` +
          `  ${forget(former.urn, former.stack)}`,
      ];
}

/** Other resources of the stack with a domain. */
export interface Held {
  component: string;
  domain: string;
  holders: string[];
  /** Whether the component takes the place of the other resource as soon as the program no longer has it. */
  takesPlace: boolean;
}

const HOLDER = "urn:pulumi:prod::shop::fastly:index/domain:Domain::www";

/** The errors of versionless domains. */
export const domainError = catalogue({
  "domain-there": {
    what: "Fastly already has a versionless domain of this name, and the domain does not lead to this service.",
    why: "Someone may rely on the domain. The component takes over only what you name.",
    examples: [
      { component: "edge", domain: "www.example.com", id: "DM1", leads: "SERVICE2", service },
      { component: "edge", domain: "www.example.com", id: "DM1" },
      {
        component: "edge",
        domain: "www.example.com",
        id: "DM1",
        leads: "SERVICE2",
        service,
        former: { stack: "prod", described: 'the stack "prod"', urn },
      },
    ],
    explain: ({ component, domain, id, leads, service, former }: There) => ({
      problem: `ComputeService "${component}" would make the domain ${domain}, but Fastly already has it (${id}): the domain leads to ${leads === undefined ? "no service" : `the service ${leads}`}`,
      remedy: [
        ...forgetFormer(former),
        ...(service === undefined
          ? []
          : [
              `To have the domain lead to this service, and import it, run:\n` +
                `  fastly domain update --domain-id=${id} --service-id=${service}\n  pulumi up`,
            ]),
        `To have the domain made again${leads === undefined ? "" : ` (${leads} then stops answering for it)`}, run:\n  fastly domain delete --domain-id=${id}\n  pulumi up`,
      ].join("\n"),
      ...(former && { effect: "forget" as const }),
    }),
  },
  "domain-held": {
    what: "Another resource of the stack has a versionless domain that the component declares.",
    why: "When that resource leaves the program, Pulumi deletes the live domain, or leads it nowhere.",
    examples: [
      { component: "edge", domain: "www.example.com", holders: [HOLDER], takesPlace: true },
      { component: "edge", domain: "www.example.com", holders: [HOLDER], takesPlace: false },
    ],
    explain: ({ component, domain, holders, takesPlace }: Held) => ({
      problem: `ComputeService "${component}" would have the domain ${domain}, but another resource of the stack has it: ${holders.join(", ")}`,
      remedy: takesPlace
        ? "Remove that resource from the program: the component takes its place, and the domain stays live. Run: pulumi up"
        : `Remove that resource from the program and from the state. The domain stays live. ${runLines([...holders.map(forgetAlone), "pulumi up"])}`,
      ...(!takesPlace && { effect: "forget" as const }),
    }),
  },
  "domain-led-elsewhere": {
    what: "The program no longer declares a versionless domain, and the domain leads to another service now.",
    why: "The other service answers for the domain. Pulumi would delete the domain.",
    examples: [{ component: "edge", domain: "www.example.com", urns: [urn], leads: "SERVICE2" }],
    explain: ({
      component,
      domain,
      urns,
      leads,
    }: {
      component: string;
      domain: string;
      urns: string[];
      leads: string;
    }) => ({
      problem: `ComputeService "${component}" no longer declares ${domain}, and the run would delete it. But the domain leads to the service ${leads} now`,
      remedy: `Remove it from the state. The domain stays as it is. ${runLines([...urns.map((each) => forget(each)), "pulumi up"])}`,
      effect: "forget" as const,
    }),
  },
  "generated-domain-moves": {
    what: "The generated domain of a service would change.",
    why: "Visitors of the old domain would find nothing. The stack's state cannot be read, so the old name may be forgotten.",
    examples: [
      { component: "edge", former: ["shop-0123456789.edgecompute.app"], own: "shop-9876543210.edgecompute.app" },
    ],
    explain: ({ component, former, own }: { component: string; former: string[]; own: string }) => ({
      problem: `ComputeService "${component}" would answer for ${own}, and no longer for ${former.join(", ")}`,
      remedy:
        `To keep the old domain, give the arguments: domains: ${JSON.stringify(former)}, generatedDomain: false\n` +
        "To have the new domain, run pulumi up once with generatedDomain: false, then again without this argument.",
    }),
  },
  "domain-moves": {
    what: "A classic domain would become a versionless domain in a single run.",
    why: "The provider removes the classic domain before it makes the versionless one. Nothing would answer in between.",
    examples: [{ component: "edge", domains: ["www.example.com"] }],
    explain: ({ component, domains }: { component: string; domains: string[] }) => ({
      problem: `ComputeService "${component}" would move ${domains.join(", ")} from [domains] to [versionlessDomains] in one run: nothing would answer for ${domains.length === 1 ? "the name" : "the names"} in between`,
      remedy:
        `Keep both declarations for one run: set { domains: ${JSON.stringify(domains)} } beside the new one, and run: pulumi up\n` +
        `Then remove ${domains.join(", ")} from [domains], and run pulumi up again.`,
    }),
  },
  "domain-not-live": {
    what: "The state has a versionless domain that was deleted at Fastly, or leads to another service.",
    why: "Someone changed the domain at Fastly. A plain `up` does not look at domains, and would report success.",
    examples: [
      { service, domain: "www.example.com", urn },
      { service, domain: "www.example.com", leads: "SERVICE2", urn },
    ],
    explain: ({ service, domain, leads, urn }: { service: string; domain: string; leads?: string; urn: string }) =>
      leads === undefined
        ? {
            problem: `The domain ${domain} of the service ${service} was deleted at Fastly`,
            remedy: `Remove the domain from the state. The next up makes it again. Run:\n  ${forget(urn)}\n  pulumi up`,
            effect: "forget" as const,
          }
        : {
            problem: `The domain ${domain} leads to ${leads} instead of the service ${service}: someone changed it at Fastly`,
            remedy:
              `To have the domain lead to ${service} again, run: pulumi up --refresh\n` +
              `To leave the domain there, remove it from [versionlessDomains] and from the state. ${runLines([forget(urn), "pulumi up"])}`,
            effect: "forget" as const,
          },
  },
});
