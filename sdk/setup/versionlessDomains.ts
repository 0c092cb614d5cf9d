import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import type { Served } from "./given";

/** A domain of the service that belongs to none of its versions. */
export interface VersionlessDomainArgs {
  /** The description beside the domain at Fastly. Default: its present one. A new domain has none. */
  description?: pulumi.Input<string>;
}

/** The declaration of a versionless domain, without its name. */
export interface VersionlessDomain {
  name: string;
  description: pulumi.Input<string> | undefined;
}

interface Inputs {
  fqdn: string;
  serviceId: pulumi.Input<string>;
  description?: pulumi.Input<string>;
}

type ResourceClass = new (name: string, args: Inputs, opts: pulumi.CustomResourceOptions) => pulumi.CustomResource;

const TYPES = {
  Domain: "fastly:index/domain:Domain",
  DomainV1: "fastly:index/domainV1:DomainV1",
} as const;

/** The provider's resources that lead a versionless domain to a service. */
const LINK_TYPES = [
  "fastly:index/domainServiceLink:DomainServiceLink",
  "fastly:index/domainV1ServiceLink:DomainV1ServiceLink",
];

/** Whether a resource leads a versionless domain to a service. When it is deleted, the domain leads nowhere. */
export function isDomainLink(type: string): boolean {
  return LINK_TYPES.includes(type);
}

/** The types of a versionless domain: the SDK has a newer and an older name for it. */
export const DOMAIN_TYPES: readonly string[] = Object.values(TYPES);

export function isVersionlessDomain(type: string): boolean {
  return DOMAIN_TYPES.includes(type);
}

/**
 * The type of the provider's resource, by the installed SDK: before 11.4 `Domain` was called `DomainV1`. Both have the
 * same state. So each has the other as an alias, and nothing is replaced.
 */
export function versionlessDomainType(): { name: keyof typeof TYPES; type: string; former: string } {
  return "Domain" in fastly
    ? { name: "Domain", type: TYPES.Domain, former: TYPES.DomainV1 }
    : { name: "DomainV1", type: TYPES.DomainV1, former: TYPES.Domain };
}

/** The name of the resource of a domain. */
export function versionlessDomainName(component: string, domain: string): string {
  return `${component}-${domain}`;
}

/**
 * One resource per domain. It is made after the service, and a change makes no new version.
 *
 * @returns the work to await before all of them exist. Undefined without any.
 */
export function makeVersionlessDomains(
  domains: VersionlessDomain[],
  { component, serviceId, opts }: Pick<Served, "component" | "serviceId" | "opts">,
): pulumi.Output<unknown> | undefined {
  if (domains.length === 0) {
    return undefined;
  }
  const { name: className, former } = versionlessDomainType();
  const Resource = (fastly as unknown as Record<string, ResourceClass>)[className] as ResourceClass;
  const made = domains.map(
    ({ name, description }) =>
      new Resource(
        versionlessDomainName(component, name),
        // Always sends both: an update sends null for the one that is left out, and would unlink the domain.
        { fqdn: name, serviceId, ...(description === undefined ? {} : { description }) },
        {
          ...opts,
          aliases: [{ type: former }],
          // An imported domain, or one described by hand, keeps its description.
          ...(description === undefined ? { ignoreChanges: ["description"] } : {}),
        },
      ),
  );
  return pulumi.all(made.map(({ id }) => id));
}
