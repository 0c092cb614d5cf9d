import * as pulumi from "@pulumi/pulumi";
import { holdersOf, idAt, placesOf } from "../adopt/holders";
import { CHECKS } from "../checks/table";
import { clientOf } from "../fastly/credentials";
import { findManagedDomain, type ManagedDomain } from "../fastly/domains";
import type { Deployment } from "../plan/deployment";
import type { Identity } from "../plan/identity";
import { failUnder } from "../pulumi/failure";
import { program } from "../pulumi/program";
import { isInProgram } from "../pulumi/programTree";
import type { StackState, StateResource } from "../pulumi/stackState";
import { SERVICE_TYPE } from "../pulumi/urn";
import { ACTIVATION_TYPE, activationName } from "../setup/certificates";
import { DOMAIN_TYPES, isDomainLink, isVersionlessDomain, versionlessDomainName } from "../setup/versionlessDomains";
import { runChecksOrFail } from "./runChecks";

// A versionless domain belongs to no version of the service. When a resource of the state with this domain leaves the
// program, the engine deletes the live domain. It does so whatever else has the domain then.

function declaredDomains({ setup }: Deployment): string[] {
  return setup.domains.flatMap(({ versionless }) => versionless?.name ?? []);
}

/** The URNs that a domain's resource may have below the component, by both of its types. */
function placesOfDomain(identity: Identity, component: string, domain: string): string[] {
  return DOMAIN_TYPES.flatMap((type) => placesOf(identity, component, type, versionlessDomainName(component, domain)));
}

/** What the state has of one domain at Fastly. */
interface Holders {
  /** Whether it has a domain of this name below the component. The engine then looks at no alias. */
  isOwn: boolean;
  /** The other resources with the domain. */
  others: string[];
  /** The resources that lead the domain to a service. */
  links: string[];
}

function findHolders(state: StackState, { id }: Pick<ManagedDomain, "id">, places: string[]): Holders {
  return {
    isOwn: places.some((urn) => state.has(urn)),
    others: DOMAIN_TYPES.flatMap((type) => holdersOf(state, type, id, places)),
    links: [...state].flatMap(([urn, { type, outputs }]) =>
      isDomainLink(type) && outputs.domainId === id ? [urn] : [],
    ),
  };
}

/**
 * The resource of the stack that becomes the component's own, as an alias: the program no longer has it. An import
 * would put the domain into the state twice, and delete it with the other resource.
 */
export async function formerHolder(deployment: Deployment, there: ManagedDomain): Promise<string | undefined> {
  const [state, identity] = await Promise.all([deployment.state.read(), deployment.identity()]);
  if (state === undefined) {
    return undefined;
  }
  const places = placesOfDomain(identity, deployment.name, there.fqdn);
  const { isOwn, others } = findHolders(state, there, places);
  const [holder] = others;
  return isOwn || holder === undefined || isInProgram(holder) ? undefined : holder;
}

/** Runs before anything is made. It fails the run where the engine would delete a domain that is to stay live. */
export async function checkStateOfDomains(deployment: Deployment): Promise<void> {
  for (const domain of declaredDomains(deployment)) {
    program().versionless.add(domain);
  }
  if (!deployment.credentials.isFastlyThere) {
    return;
  }
  const identity = await deployment.identity();
  try {
    const state = await deployment.state.read();
    if (state !== undefined) {
      await checkHolders(deployment, state, identity);
      await checkFormer(deployment, state, identity);
    }
  } catch (error) {
    await failUnder(deployment.component, error);
  }
}

async function checkHolders(deployment: Deployment, state: StackState, identity: Identity): Promise<void> {
  const { name: component } = deployment;
  const hasLinks = [...state.values()].some(({ type }) => isDomainLink(type));
  for (const domain of declaredDomains(deployment)) {
    const places = placesOfDomain(identity, component, domain);
    const isElsewhere = [...state].some(([urn, each]) => !places.includes(urn) && domainOf(each) === domain);
    const there = isElsewhere || hasLinks ? await lookUp(deployment, domain) : undefined;
    if (there !== undefined) {
      const situation = { component, domain, ...findHolders(state, there, places), isInProgram };
      await runChecksOrFail(CHECKS.ofHeldDomains, situation, deployment);
    }
  }
}

/** Looks at domains below the component that no component of the program declares any more, and at their certificates. */
async function checkFormer(deployment: Deployment, state: StackState, identity: Identity): Promise<void> {
  const { name: component } = deployment;
  const service = idAt(state, placesOf(identity, component, SERVICE_TYPE, component));
  const names = [...state.values()].flatMap((each) => domainOf(each) ?? servedDomainOf(each) ?? []);
  for (const domain of new Set(names.filter((name) => !program().versionless.has(name)))) {
    const served = placesOf(identity, component, ACTIVATION_TYPE, activationName(component, domain));
    // In this order: removing a domain from the state may remove what depends on it.
    const urns = [...served, ...placesOfDomain(identity, component, domain)].filter((urn) => state.has(urn));
    const leads = urns.length === 0 ? undefined : (await lookUp(deployment, domain))?.service;
    await runChecksOrFail(CHECKS.ofFormerDomains, { component, domain, urns, service, leads }, deployment);
  }
}

/** The name of a versionless domain in the state. Undefined for other resources. */
export function domainOf({ type, outputs }: StateResource): string | undefined {
  return isVersionlessDomain(type) && typeof outputs.fqdn === "string" ? outputs.fqdn.toLowerCase() : undefined;
}

/** The domain that a certificate in the state serves. Undefined for other resources. */
function servedDomainOf({ type, outputs }: StateResource): string | undefined {
  return type === ACTIVATION_TYPE && typeof outputs.domain === "string" ? outputs.domain.toLowerCase() : undefined;
}

/** A preview may not know the token yet. */
async function lookUp({ credentials }: Deployment, domain: string): Promise<ManagedDomain | undefined> {
  try {
    return await findManagedDomain(await clientOf(credentials), domain);
  } catch (error) {
    if (pulumi.runtime.isDryRun()) {
      return undefined;
    }
    throw error;
  }
}
