import { fastlyError } from "../../sdk/fastly/errors";
import type { Lookup, ServiceDetails } from "../../sdk/fastly/service";
import type { LiveVersion } from "../../sdk/fastly/version";
import type { Live, LiveService } from "../../sdk/live/liveService";
import type { Identity } from "../../sdk/plan/identity";
import type { Blocks } from "../../sdk/setup/lines";

/** What is at Fastly in a test. */
export interface World {
  /** Services by id. `deleted` and `unanswered` are Fastly's answers about other ids. */
  services?: Record<string, Partial<ServiceDetails> | "deleted" | "unanswered">;
  /** The comments of deleted services' versions. */
  comments?: string[];
  /** The ids of services, by name. */
  names?: Record<string, string>;
  /** The contents of each version of the only service. */
  content?: Partial<LiveVersion>;
  /** The items of dictionaries, by the dictionary's id. */
  items?: Record<string, Record<string, string>>;
  /** All contents of the service in the provider's form. */
  blocks?: Blocks;
  /** Things that no state knows. */
  unseen?: string[];
  /** Things that belong to no version, such as `the product fanout`. */
  products?: string[];
  /** The enabled products. Undefined when Fastly does not say. */
  enabled?: string[];
  /** The ids of stores, by name. */
  stores?: Record<string, string>;
  packageHash?: string;
  /** The versionless domains that lead to the service, or why they are not known. */
  managedDomains?: string[] | Error;
}

export const UNANSWERED = fastlyError("fastly-unreachable", { address: "GET /service", tries: 1, reason: "none" });

export function service(given: Partial<ServiceDetails> = {}): ServiceDetails {
  return {
    name: "shop",
    comment: "",
    type: "wasm",
    comments: [],
    commentOf: new Map(),
    madeAt: new Map(),
    wasActive: true,
    activated: [1],
    activeVersion: 1,
    version: 1,
    ...given,
  };
}

export function content(given: Partial<LiveVersion> = {}): LiveVersion {
  return { comment: "", things: {}, dictionaries: [], links: [], ...given };
}

export function live(world: World = {}): Live {
  const lookUp = (id: string): Lookup => {
    const there = Object.hasOwn(world.services ?? {}, id) ? world.services?.[id] : undefined;
    if (there === "unanswered") {
      return { state: "unknown", error: UNANSWERED };
    }
    return there === undefined || there === "deleted"
      ? { state: "gone", deleted: there !== undefined, comments: world.comments ?? [] }
      : { state: "exists", service: service(there) };
  };
  const of = (id: string): LiveService => ({
    id,
    lookUp: async () => lookUp(id),
    async details() {
      const found = lookUp(id);
      if (found.state === "unknown") {
        throw found.error;
      }
      return found.state === "exists" ? found.service : undefined;
    },
    content: async () => content(world.content),
    links: async () => content(world.content).links,
    packageHash: async () => world.packageHash,
    items: async (dictionary) => world.items?.[dictionary] ?? {},
    managedDomains: async () => {
      const { managedDomains = [] } = world;
      if (managedDomains instanceof Error) {
        throw managedDomains;
      }
      return managedDomains.map((fqdn) => ({ id: `DM-${fqdn}`, fqdn, service: id }));
    },
    blocks: async () => world.blocks ?? {},
    unseen: async () => world.unseen ?? [],
    unversioned: async () => world.products ?? [],
    hasProduct: async (product) => world.enabled?.includes(product) ?? undefined,
  });
  return {
    service: of,
    named: async (id) => lookUp(id),
    token: async () => undefined,
    idOfName: async (name) => world.names?.[name],
    idOfStore: async (_, name) => world.stores?.[name],
  };
}

/** The comment of a version by a component of the project `shop`. */
export function madeBy(component: string, { stack = "dev", digest = "0123456789ab" } = {}): string {
  return `shop/${stack}/${component}, configuration ${digest}`;
}

export function urn(component: string, stack = "dev"): string {
  return `urn:pulumi:${stack}::shop::fastly-compute:index:ComputeService::${component}`;
}

export function identity(component = "edge"): Identity {
  return { self: { project: "shop", stack: "dev", component }, former: [], urns: [urn(component)] };
}
