import type { Check } from "./check";
import { domainError } from "./domainErrors";

/** A declared versionless domain that another resource of the stack has too. */
export interface HeldDomain {
  component: string;
  domain: string;
  /** Whether the state has a domain of this name under the component too. */
  isOwn: boolean;
  /** The other resources of the state with the domain. */
  others: string[];
  /** The resources of the state that lead the domain to a service. */
  links: string[];
  /** Whether the program itself declares the resource. */
  isInProgram(urn: string): boolean;
}

/** A single other resource that the program no longer has becomes the component's own: see `domainHolders.ts`. */
export const DOMAIN_HELD: Check<HeldDomain> = {
  name: "domain-held",
  when: "Another resource of the stack, such as a `fastly.Domain`, has a domain of `versionlessDomains`",
  outcome: "Nothing is made or deleted, because Pulumi would delete the live domain with the other resource",
  how: "Remove that resource from the program, and where the error says so from the state",
  find({ component, domain, isOwn, others, links, isInProgram }) {
    const inTheWay = [...(isOwn || others.length > 1 ? others : []), ...links];
    // While the program has both, nothing is deleted.
    const forgotten = inTheWay.filter((urn) => !isOwn || !isInProgram(urn));
    const present = isOwn ? [] : others.filter(isInProgram);
    return forgotten.length + present.length === 0
      ? undefined
      : domainError("domain-held", {
          component,
          domain,
          holders: forgotten.length > 0 ? forgotten : present,
          takesPlace: forgotten.length === 0,
        });
  },
};

/** A domain below the component in the state that the component no longer declares. The engine would delete it. */
export interface FormerDomain {
  component: string;
  domain: string;
  /** The resources that the engine would delete, in the order in which the state can lose them. */
  urns: string[];
  /** The component's service in the state. */
  service: string | undefined;
  /** The service that the domain leads to. Undefined when there is none, or when Fastly has no such domain. */
  leads: string | undefined;
}

/** The former program's state still has the domain, but the domain serves another service now. */
export const DOMAIN_LED_ELSEWHERE: Check<FormerDomain> = {
  name: "domain-led-elsewhere",
  when: "The program drops a versionless domain that leads to another service now",
  outcome: "Nothing is made or deleted, because the other service would lose the domain",
  how: "Run the command of the error, which removes the domain from the state",
  find: ({ service, leads, ...is }) =>
    leads === undefined || leads === service ? undefined : domainError("domain-led-elsewhere", { ...is, leads }),
};

/** The engine is about to change a versionless domain. */
export interface ChangedDomain {
  domain: string;
  urn: string;
  /** The service that the domain is to lead to. */
  service: string;
  /** The service that the domain leads to in the state. */
  known: unknown;
  /** The service that the domain leads to. Undefined for none. */
  leads: string | undefined;
}

/** An update sends the service too, so it would lead the domain back. After a refresh the user has seen that. */
export const DOMAIN_LED_BACK: Check<ChangedDomain> = {
  name: "domain-led-back",
  when: "A versionless domain would change that somebody has led to another service",
  outcome: "The domain stays, because the change would take it from the other service",
  how: "Run the command of the error, which leads the domain back, or the one that leaves it there",
  find: ({ known, leads, service, ...is }) =>
    leads === undefined || leads === known || leads === service
      ? undefined
      : domainError("domain-not-live", { ...is, service, leads }),
};
