import type { Service, State, Version } from "../api/state";
import { HIDDEN } from "./secrets";

/**
 * The state for users without a token: the names of all things. Any value may be a secret to its owner, so no values
 * are in it.
 */
export function namesOnly(state: State): State {
  return {
    ...state,
    services: state.services.map(serviceNames),
    configStores: state.configStores.map((store) => ({ ...store, items: store.items.map(hidden) })),
    acls: state.acls.map((acl) => ({ ...acl, entries: [] })),
    managedDomains: state.managedDomains.map((domain) => ({ ...domain, description: "" })),
  };
}

function serviceNames(service: Service): Service {
  const items = Object.entries(service.dictionaryItems).map(([id, list]) => [id, list.map(hidden)]);
  return {
    ...service,
    comment: "",
    dictionaryItems: Object.fromEntries(items),
    products: Object.fromEntries(Object.keys(service.products).map((name) => [name, {}])),
    versions: service.versions.map(versionNames),
  };
}

function versionNames(version: Version): Version {
  return {
    ...version,
    comment: "",
    domains: version.domains.map(nameOf),
    backends: version.backends.map(nameOf),
    healthchecks: version.healthchecks.map(nameOf),
    logging: version.logging.map((endpoint) => ({ ...endpoint, settings: {} as typeof endpoint.settings })),
    imageOptimizer: null,
  };
}

/** Fields that are not set are not shown. */
function nameOf<T extends { name: string }>(thing: T): T {
  return Object.fromEntries(
    Object.entries(thing).map(([field, value]) => [field, field === "name" ? value : null]),
  ) as T;
}

function hidden<T extends { item_value: string }>(item: T): T {
  return { ...item, item_value: HIDDEN };
}
