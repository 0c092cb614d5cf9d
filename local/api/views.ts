import type { Service, Version } from "./state";
import { activeVersion, latestVersion } from "./store";

/** The local Fastly's only customer. */
export const customerId = "LocalCustomer000000000";

/** A service in answers of the service endpoints. */
export function serviceView(service: Service) {
  return {
    ...serviceSummary(service),
    publish_key: "",
    paused: false,
    versions: service.versions.map((version) => versionView(service, version)),
  };
}

/** A service in the list: with the number of its active or newest version. */
export function serviceListView(service: Service) {
  const { publish_key: _, ...view } = serviceView(service);
  return { ...view, version: (activeVersion(service) ?? latestVersion(service))?.number ?? 1 };
}

export function serviceSummary(service: Service) {
  const { id, name, type, comment, created_at, updated_at, deleted_at } = service;
  return {
    id,
    name,
    type,
    comment,
    customer_id: customerId,
    created_at,
    updated_at,
    deleted_at,
    environments: service.versions.flatMap((version) => environments(service, version)),
  };
}

export function versionView(service: Service, version: Version) {
  const { number, active, locked, staging, comment, created_at, updated_at } = version;
  return {
    number,
    service_id: service.id,
    active,
    locked,
    staging,
    testing: false,
    deployed: false,
    comment,
    environments: environments(service, version),
    created_at,
    updated_at,
    deleted_at: null,
  };
}

function environments(service: Service, version: Version) {
  return [...(version.active ? ["production"] : []), ...(version.staging ? ["staging"] : [])].map((name) => ({
    name,
    service_id: service.id,
    active_version: version.number,
  }));
}
