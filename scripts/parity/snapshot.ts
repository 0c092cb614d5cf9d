import { activeVersion, type LocalFastly } from "../../local/api";
import { storeName } from "../../local/api/deployed";

/**
 * The result of a deployment at Fastly, as `path → value`. Values that are new each time are left out: ids, times,
 * generated names.
 */
export type Snapshot = Map<string, string>;

const VOLATILE = new Set(["service_id", "version", "created_at", "updated_at", "deleted_at", "locked", "comment"]);

/** Parts of a version that are recorded with more than their own fields, or that are new each time. */
const SAID = new Set([
  ...VOLATILE,
  ...["domains", "backends", "dictionaries", "links", "logging", "package", "number", "active", "staging"],
]);

export function snapshotOf(fastly: Pick<LocalFastly, "state" | "services" | "stores">): Snapshot {
  const snapshot: Snapshot = new Map();
  const put = (path: string, value: unknown) => {
    if (value !== null && value !== undefined && value !== "") {
      snapshot.set(path, String(value));
    }
  };
  const state = fastly.state();
  const services = fastly.services();
  put("services", services.length);
  const [service] = services;
  put("service.name", service?.name);
  put("service.comment", service?.comment);
  const version = service && activeVersion(service);
  if (service === undefined || version === undefined) {
    return snapshot;
  }
  for (const domain of version.domains) {
    put(`domain.${domain.name.endsWith(".edgecompute.app") ? "generated" : domain.name}`, true);
  }
  for (const backend of version.backends) {
    for (const [field, value] of Object.entries(backend)) {
      if (!VOLATILE.has(field) && field !== "name") {
        put(`backend.${backend.name}.${field}`, value);
      }
    }
  }
  for (const dictionary of version.dictionaries) {
    put(`dictionary.${dictionary.name}`, "dictionary");
    for (const { item_key, item_value } of service.dictionaryItems[dictionary.id] ?? []) {
      put(`dictionary.${dictionary.name}.${item_key}`, item_value);
    }
  }
  const stores = fastly.stores();
  const contents = { config: stores.config, "object-store": stores.kv, "secret-store": stores.secret, acl: {} };
  for (const link of version.links) {
    put(`store.${link.name}`, link.resource_type);
    put(`store.${link.name} at Fastly`, storeName(state, link.resource_id));
    const content: Record<string, string> =
      (contents[link.resource_type] as typeof stores.kv)[storeName(state, link.resource_id)] ?? {};
    for (const [key, value] of Object.entries(content)) {
      put(`store.${link.name}.${key}`, value);
    }
  }
  for (const { name, kind, settings } of version.logging) {
    put(`log.${name}`, kind);
    for (const [field, value] of Object.entries(settings)) {
      put(`log.${name}.${field}`, value);
    }
  }
  for (const [name, settings] of Object.entries(service.products)) {
    put(`product.${name}`, JSON.stringify(settings));
  }
  put("package", version.package?.metadata.files_hash);
  const managed = state.managedDomains.filter(({ service_id }) => service_id === service.id);
  const others = Object.entries({ ...version, managedDomains: managed }).filter(([part]) => !SAID.has(part));
  for (const [part, value] of others) {
    putAll(part, value, put);
  }
  return snapshot;
}

/** Records everything else in a version, so that no new part of a version is missed. */
function putAll(path: string, value: unknown, put: (path: string, value: unknown) => void): void {
  if (typeof value !== "object" || value === null) {
    put(path, value);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    if (!VOLATILE.has(key)) {
      putAll(`${path}.${Array.isArray(value) ? ((member as { name?: string }).name ?? key) : key}`, member, put);
    }
  }
}

/** One place where two deployments differ. */
export interface Difference {
  path: string;
  cli: string | undefined;
  ours: string | undefined;
}

export function compare(cli: Snapshot, ours: Snapshot): Difference[] {
  return [...new Set([...cli.keys(), ...ours.keys()])]
    .filter((path) => cli.get(path) !== ours.get(path))
    .sort()
    .map((path) => ({ path, cli: cli.get(path), ours: ours.get(path) }));
}
