import type * as pulumi from "@pulumi/pulumi";
import type { NewDomain } from "../checks/domains";
import { CHECKS } from "../checks/table";
import { clientOf } from "../fastly/credentials";
import { findManagedDomain, type ManagedDomain } from "../fastly/domains";
import { describeStack, nameOfOwner } from "../fastly/owner";
import { liveWith } from "../live/liveService";
import type { Deployment } from "../plan/deployment";
import { ownersOf, urnOfOwner } from "../plan/identity";
import { detailsOf } from "../pulumi/details";
import { formerChild } from "../pulumi/formerUrns";
import { before, withHooks } from "../pulumi/hooks";
import { isDeploying } from "../pulumi/operation";
import { plain } from "../pulumi/plain";
import { isVersionlessDomain, versionlessDomainName, versionlessDomainType } from "../setup/versionlessDomains";
import { domainOf, formerHolder } from "./domainHolders";
import { refusedOrImported } from "./refusedOrImported";
import { runChecks, runChecksOrFail } from "./runChecks";

/**
 * The options of everything made after the service, as versionless domains need them. A domain of a resource that has
 * left the program takes the place of that resource. Any other domain that already leads to the service is imported: an
 * interrupted run may have made it. Any other existing domain is refused.
 */
export function withDomains(deployment: Deployment, opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  const { name, component } = deployment;
  const refuse = before(`${name}-check-domain`, { on: ["create"], component }, async ({ type, declared }) => {
    if (isVersionlessDomain(type)) {
      const { fqdn, serviceId } = declared;
      const domain = String(fqdn);
      const service = typeof serviceId === "string" ? serviceId : undefined;
      const found = await domainThere(deployment, domain);
      const there = (await leadsHere(deployment, found, service)) ? undefined : found;
      const former = there?.service === undefined ? undefined : await formerOwner(deployment, domain, there.service);
      await runChecks(CHECKS.beforeNewDomain, { name, domain, service, there, former }, deployment);
    }
  });
  const stay = before(`${name}-check-domain-change`, { on: ["update"], component }, async (step) => {
    const { type, urn, id, declared, state } = step;
    if (isVersionlessDomain(type)) {
      const domain = String(declared.fqdn);
      const there = await domainThere(deployment, domain);
      const leads = there?.id === id ? there.service : undefined;
      const situation = { domain, urn, service: String(declared.serviceId), known: state.serviceId, leads };
      await runChecks(CHECKS.beforeDomainChanges, situation, deployment);
    }
  });
  const takeThere: pulumi.ResourceTransform = async ({ type, props, opts }) => {
    if (!isVersionlessDomain(type)) {
      return undefined;
    }
    // The engine passes the values as outputs.
    const { fqdn, serviceId } = await plain(props);
    const service = typeof serviceId === "string" ? serviceId : undefined;
    const there = await domainThere(deployment, String(fqdn));
    const given: pulumi.CustomResourceOptions = { ...opts, ...keptIfAdopted(deployment) };
    const former = there && (await formerHolder(deployment, there));
    if (former !== undefined) {
      return { props, opts: { ...given, aliases: [...(given.aliases ?? []), former] } };
    }
    return there !== undefined && (await leadsHere(deployment, there, service))
      ? { props, opts: { ...given, import: there.id } }
      : undefined;
  };
  return refusedOrImported(deployment, opts, withHooks(refuse, stay), takeThere);
}

/** What the component takes over together with an adopted service stays at Fastly as long as the service does. */
export function keptIfAdopted({ learned }: Deployment): pulumi.CustomResourceOptions {
  return learned.isServiceKept ? { retainOnDelete: true } : {};
}

/** The other stack that deploys the service that a domain leads to, with the domain's resource there. */
async function formerOwner(deployment: Deployment, domain: string, service: string): Promise<NewDomain["former"]> {
  const details = await liveWith(deployment.credentials)
    .service(service)
    .details()
    .catch(() => undefined);
  const { self } = await deployment.identity();
  const [owner] = details === undefined ? [] : ownersOf(details);
  if (owner === undefined || (owner.project === self.project && owner.stack === self.stack)) {
    return undefined;
  }
  const component = nameOfOwner(owner);
  const name = versionlessDomainName(component, domain);
  const urn = formerChild(urnOfOwner(owner), component, versionlessDomainType().type, name);
  return { stack: owner.stack, described: describeStack(owner, self), urn };
}

/**
 * Undefined when there is no such domain, or Fastly does not answer. Fastly itself refuses a second domain of the name.
 */
async function domainThere({ credentials }: Deployment, fqdn: string): Promise<ManagedDomain | undefined> {
  try {
    return await findManagedDomain(await clientOf(credentials), fqdn);
  } catch {
    return undefined;
  }
}

/**
 * Whether a domain is this service's own. Either it leads to the service. Or it leads nowhere, and the service's active
 * version answers for the name: Fastly's migration of a classic domain leaves such a domain.
 */
async function leadsHere(
  { credentials }: Deployment,
  there: ManagedDomain | undefined,
  service: string | undefined,
): Promise<boolean> {
  if (there === undefined || service === undefined || there.service !== undefined) {
    return there !== undefined && there.service === service;
  }
  const content = await liveWith(credentials).service(service).content();
  return content?.things.domain?.some(({ name }) => name?.toLowerCase() === there.fqdn) ?? false;
}

/**
 * Fails the run when a versionless domain is not at Fastly as declared. It runs on every `up`. No request of a plain
 * `up` reads such a domain, so an unchanged `up` would succeed without this.
 *
 * @param id known once the service is verified.
 * @param made known once the domains are made.
 * @returns the id, once the domains are verified.
 */
export function verifyDomains(
  deployment: Deployment,
  id: pulumi.Output<string>,
  made: (pulumi.Output<unknown> | undefined)[],
): pulumi.Output<string> {
  const { setup, name, credentials, identity } = deployment;
  const isDeclared = setup.domains.some(({ versionless }) => versionless !== undefined);
  if (!isDeclared || !isDeploying()) {
    return id;
  }
  return id.apply(async (service) => {
    // Not `pulumi.all`: a domain that the engine was told to leave out has no id. The others are compared all the same.
    await Promise.all(made.map((each) => each && detailsOf(each).promise()));
    const { type } = versionlessDomainType();
    const [own = ""] = (await identity()).urns;
    await runChecksOrFail(
      CHECKS.afterDomains,
      {
        setup,
        id: service,
        live: liveWith(credentials).service(service),
        there: (domain) => domainThere(deployment, domain),
        async isInState(domain) {
          const state = await deployment.state.read();
          return state === undefined || [...state.values()].some((each) => domainOf(each) === domain);
        },
        urnOf: (domain) => formerChild(own, name, type, versionlessDomainName(name, domain)),
      },
      deployment,
    );
    return service;
  });
}
