import { notFound, ok } from "../http";
import { route } from "../router";
import type { Service, Version } from "../state";
import { activeVersion, latestVersion } from "../store";
import { belonging } from "../versioned";
import { serviceSummary, versionView } from "../views";

/**
 * The answer that `service describe` and the provider read: the service with its active and its newest version in full.
 */
export const detailsRoutes = [
  route("GET", "/service/:service/details", ({ params, query }, store) => {
    const service = store.state.services.find((s) => s.id === params.service);
    if (service === undefined) {
      throw notFound("Cannot load service");
    }
    const active = activeVersion(service);
    const asked = service.versions.find((v) => String(v.number) === query.get("version"));
    const shown = asked ?? active ?? latestVersion(service);
    return ok({
      ...serviceSummary(service),
      versions: service.versions.filter(versionFilter(query)).map((version) => versionView(service, version)),
      version: shown === undefined ? null : versionInFull(service, shown),
      active_version: active === undefined ? null : versionInFull(service, active),
    });
  }),
];

/** `filter[versions.active]=true` keeps only the active version, if there is one. */
function versionFilter(query: URLSearchParams): (version: Version, index: number, all: Version[]) => boolean {
  const asked = (["active", "locked", "staged"] as const).filter(
    (name) => query.get(`filter[versions.${name}]`) === "true",
  );
  const wanted = (v: Version) => asked.every((name) => (name === "staged" ? v.staging : v[name]));
  return (version, _, all) => !all.some(wanted) || wanted(version);
}

function versionInFull(service: Service, version: Version) {
  const all = (objects: object[]) => objects.map((object) => ({ ...object, ...belonging(service, version) }));
  return {
    ...versionView(service, version),
    backends: all(version.backends),
    domains: all(version.domains),
    healthchecks: all(version.healthchecks),
  };
}
