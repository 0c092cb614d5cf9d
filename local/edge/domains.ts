import type { Service, State } from "../api/state";
import { activeVersion } from "../api/store";

/** The name in a Host header, without the port and the `.localhost` that leads a browser to this machine. */
export function hostName(host: string | undefined): string {
  return (host ?? "")
    .replace(/:\d+$/, "")
    .replace(/\.localhost$/i, "")
    .toLowerCase();
}

/** The service that answers for a name: by a domain of its active version, or by a versionless one. */
export function serviceOfDomain(state: State, name: string): Service | undefined {
  const services = state.services.filter((service) => service.deleted_at === null);
  const managed = state.managedDomains.find(({ fqdn }) => fqdn.toLowerCase() === name);
  const wildcard = name.replace(/^[^.]+\./, "*.");
  const having = (wanted: string) =>
    services.find((service) => activeVersion(service)?.domains.some((d) => d.name.toLowerCase() === wanted));
  return having(name) ?? services.find(({ id }) => id === managed?.service_id) ?? having(wildcard);
}
