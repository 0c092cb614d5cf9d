import type { ManagedDomain } from "../fastly/domains";
import type { LiveService } from "../live/liveService";
import type { Deployment } from "../plan/deployment";
import { isGeneratedLike } from "../setup/domains";
import type { Adoption } from "./adoption";
import type { Check } from "./check";
import { domainError, type There } from "./domainErrors";
import { isTakenOver, type Update } from "./update";

function versionlessNames({ setup }: Pick<Deployment, "setup">): string[] {
  return setup.domains.flatMap(({ versionless }) => versionless?.name ?? []);
}

/** The engine is about to make a versionless domain. */
export interface NewDomain extends Pick<Deployment, "name"> {
  domain: string;
  /** The service that the domain is to lead to. Undefined for a service that is not made yet. */
  service: string | undefined;
  /**
   * Fastly's domain of this name. Undefined when there is none, or Fastly does not answer: Fastly itself refuses a
   * second domain.
   */
  there: ManagedDomain | undefined;
  /** The other stack that deploys the service that the domain leads to, and the URN of the domain there. */
  former?: There["former"];
}

/** A domain that already leads to the service was imported before this check. */
export const DOMAIN_THERE: Check<NewDomain> = {
  name: "domain-there",
  when: "Fastly already has a versionless domain of this name that does not lead to this service",
  outcome: "The domain is not made, and leads where it led before",
  how: "Run one of the error's commands: lead the domain to this service, or delete it",
  find: ({ name: component, domain, service, there, former }) =>
    there === undefined || (there.service !== undefined && there.service === service)
      ? undefined
      : domainError("domain-there", { component, domain, id: there.id, leads: there.service, service, former }),
};

/**
 * In one run the provider would remove the name, activate, and only then make the domain. Until then the service would
 * not answer. When Fastly refuses the domain, it would never answer again.
 */
export const DOMAIN_MOVES: Check<Update> = {
  name: "domain-moves",
  when: "A classic domain would become a versionless domain in a single run",
  outcome: "The service is not changed, because nothing would answer for the name in between",
  how: "Use two runs: first with the name in both arguments, then in `versionlessDomains` alone",
  async find(update) {
    const [had, has] = [update.before, update.declared].map(classicNames);
    const moving = versionlessNames(update).filter((name) => had?.includes(name) && !has?.includes(name));
    if (moving.length === 0) {
      return undefined;
    }
    const there = (await update.live.managedDomains()).map(({ fqdn }) => fqdn);
    const early = moving.filter((name) => !there.includes(name));
    return early.length === 0 ? undefined : domainError("domain-moves", { component: update.name, domains: early });
  },
};

/**
 * The domain in the state is kept. But the state may be unreadable, or may lack what an interrupted run did not write.
 */
export const GENERATED_DOMAIN_MOVES: Check<Update> = {
  name: "generated-domain-moves",
  when: "The generated domain of a service would change",
  outcome: "The service is not changed, because visitors of the old domain would find nothing",
  how: "Put the old domain into `domains`, and set `generatedDomain: false`",
  async find(update) {
    const { name: component, before, declared, setup, isPreview, isStateKnown } = update;
    const own = setup.domains.find(({ facts }) => facts.generated)?.facts.name;
    const [had = [], has = []] = [before, declared].map(classicNames);
    const lost = had.filter((name) => isGeneratedLike(name) && !has.includes(name));
    const isUnsaid = isPreview && !isStateKnown;
    return own === undefined || had.includes(own) || lost.length === 0 || isUnsaid || (await isTakenOver(update))
      ? undefined
      : domainError("generated-domain-moves", { component, former: lost, own });
  },
};

/** Domains that belong to no version stay in any case. So they are no reason to refuse. */
export const DOMAINS_UNDECLARED: Check<Adoption> = {
  name: "domains-undeclared",
  when: "The adopted service answers for versionless domains that are not declared",
  outcome: "The run warns that these domains stay, and that the stack does not know them",
  how: "Add the line of the warning, which imports the domains",
  async find({ id, setup, live }) {
    const declared = versionlessNames({ setup });
    // For accounts without domain management, Fastly answers that there is no such thing.
    const there = await live
      .service(id)
      .managedDomains()
      .catch(() => []);
    const names = there.map(({ fqdn }) => fqdn).filter((name) => !declared.includes(name));
    const line = names.map((name) => `${JSON.stringify(name)}: {}`).join(", ");
    return names.length === 0
      ? undefined
      : {
          severity: "warning",
          message:
            `The service ${id} answers for versionless domains that the program does not declare; they stay as they are: ${names.join(", ")}\n` +
            `To import them into the stack, add: { versionlessDomains: { ${line} } }`,
        };
  },
};

function classicNames({ domains }: Record<string, unknown>): string[] {
  return Array.isArray(domains) ? domains.map((block: { name?: unknown }) => String(block?.name).toLowerCase()) : [];
}

/** The engine has succeeded with the service and its domains. */
export interface MadeDomains extends Pick<Deployment, "setup"> {
  id: string;
  live: LiveService;
  /** Fastly's domain of a name. */
  there(domain: string): Promise<ManagedDomain | undefined>;
  /** Whether the stack had the domain before this run. */
  isInState(domain: string): Promise<boolean>;
  /** The URN of a domain's resource. */
  urnOf(domain: string): string;
}

/** The state may have a domain that was deleted or led elsewhere by someone: no plain `up` reads a domain. */
export const DOMAIN_NOT_LIVE: Check<MadeDomains> = {
  name: "domain-not-live",
  when: "The state has a versionless domain that was deleted, or leads elsewhere",
  outcome: "The run fails. For a domain that `--target` left out, the run only says so",
  how: "Run the command of the error, which makes the domain again or leads it back",
  async find({ setup, id, live, there, isInState, urnOf }) {
    const names = versionlessNames({ setup });
    if (names.length === 0) {
      return undefined;
    }
    const linked = new Set((await live.managedDomains()).map(({ fqdn }) => fqdn));
    const missing = names.filter((name) => !linked.has(name));
    const had = await Promise.all(missing.map(isInState));
    const domain = missing.find((_, index) => had[index]);
    if (domain === undefined) {
      return missing.length === 0
        ? undefined
        : {
            severity: "info",
            message: `Nothing leads from ${missing.join(", ")} to the service ${id}: this run leaves the domain out (by --target or --exclude).`,
          };
    }
    const found = await there(domain);
    return domainError("domain-not-live", {
      service: id,
      domain,
      leads: found && (found.service ?? "no service"),
      urn: urnOf(domain),
    });
  },
};
