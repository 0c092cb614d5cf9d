import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import type { Served } from "./kind";

/** A domain of the service that is no part of its versions. */
export interface VersionlessDomainArgs {
  /** What people read beside the domain at Fastly. Default: what it has, which for a new one is nothing. */
  description?: pulumi.Input<string>;
}

/** What is declared of a versionless domain, besides its name. */
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

/** Whether a resource is a versionless domain: the SDK's newer name for it, or the older one. */
export function isVersionlessDomain(type: string): boolean {
  return Object.values<string>(TYPES).includes(type);
}

/**
 * The type of the provider's resource, by what the SDK has: `DomainV1` is what `Domain` was called before 11.4. The
 * state of the one is that of the other. So each has the other as an alias, and nothing is made anew.
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
 * One resource per domain, made after the service and changed without a new version of it.
 *
 * @returns what has to end before all of them are there; undefined when there are none.
 */
export function makeVersionlessDomains(
  domains: VersionlessDomain[],
  { component, serviceId, opts }: Pick<Served, "component" | "serviceId" | "opts">,
): pulumi.Output<unknown> | undefined {
  const { name: className, former } = versionlessDomainType();
  const Resource = (fastly as unknown as Record<string, ResourceClass>)[className] as ResourceClass;
  const made = domains.map(
    ({ name, description }) =>
      new Resource(
        versionlessDomainName(component, name),
        // Both, always: an update sends null for the one that is left out, and so unlinks the domain.
        { fqdn: name, serviceId, ...(description === undefined ? {} : { description }) },
        {
          ...opts,
          aliases: [{ type: former }],
          // One that is imported, or described by hand, keeps its words.
          ...(description === undefined ? { ignoreChanges: ["description"] } : {}),
        },
      ),
  );
  return made.length === 0 ? undefined : pulumi.all(made.map(({ id }) => id));
}
