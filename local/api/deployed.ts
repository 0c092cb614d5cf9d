import type { LogKind } from "./kinds/logKinds";
import type { LogSettings } from "./settings";
import type { Backend, Healthcheck, PackageMetadata, ResourceType, Service, State } from "./state";
import { activeVersion } from "./store";

/** A store or access control list that a service can read. */
export interface DeployedLink {
  /** The kind of the linked thing. */
  type: ResourceType;
  /** The name of the store, or of the list. */
  store: string;
}

/** A destination of a service's logs. */
export interface DeployedLogEndpoint {
  /** The kind, by the name in Fastly's API: `https`, `s3`. */
  kind: LogKind;
  /** Fields of Fastly's API, with credentials in clear text. */
  settings: LogSettings;
}

/** What serves requests for a service, by the names that the program uses. Fields have the names of Fastly's API. */
export interface DeployedService {
  /** The id of the service. */
  id: string;
  /** Its name. */
  name: string;
  /** Its comment. */
  comment: string;
  /** The number of the active version. */
  activeVersion: number;
  /** The domains of the version, and the account's domains that lead to the service. */
  domains: string[];
  /** The backends by name. */
  backends: Record<string, Backend>;
  /** The health checks by name. */
  healthchecks: Record<string, Healthcheck>;
  /** The items of each dictionary. */
  dictionaries: Record<string, Record<string, string>>;
  /** The linked stores and access control lists, by the name of the link. */
  links: Record<string, DeployedLink>;
  /** The log endpoints by name. */
  logEndpoints: Record<string, DeployedLogEndpoint>;
  /** The enabled products, with their configuration. */
  products: Record<string, Record<string, unknown>>;
  /** Its `files_hash` is that of `fastly compute hash-files`. */
  package?: PackageMetadata;
}

/** Throws when no version is active. */
export function deployedService(service: Service, state: State): DeployedService {
  const version = activeVersion(service);
  if (version === undefined) {
    throw new Error(`Service '${service.name}' has no active version`);
  }
  const linkedDomains = state.managedDomains.filter((domain) => domain.service_id === service.id);
  return {
    id: service.id,
    name: service.name,
    comment: service.comment,
    activeVersion: version.number,
    domains: [...version.domains.map(({ name }) => name), ...linkedDomains.map(({ fqdn }) => fqdn)],
    backends: byName(version.backends, (backend) => backend),
    healthchecks: byName(version.healthchecks, (healthcheck) => healthcheck),
    dictionaries: byName(version.dictionaries, ({ id }) =>
      Object.fromEntries((service.dictionaryItems[id] ?? []).map((item) => [item.item_key, item.item_value])),
    ),
    links: byName(version.links, ({ resource_type, resource_id }) => ({
      type: resource_type,
      store: storeName(state, resource_id),
    })),
    logEndpoints: byName(version.logging, ({ kind, settings }) => ({ kind, settings })),
    products: service.products,
    package: version.package?.metadata,
  };
}

/** The name of a store or access control list, or its id when it no longer exists. */
export function storeName(state: State, id: string): string {
  const all = [...state.configStores, ...state.kvStores, ...state.secretStores, ...state.acls];
  return all.find((store) => store.id === id)?.name ?? id;
}

function byName<T extends { name: string }, V>(list: readonly T[], value: (item: T) => V): Record<string, V> {
  return Object.fromEntries(list.map((item) => [item.name, value(item)]));
}
