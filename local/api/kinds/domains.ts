import { optionalText, requiredText, text } from "../fields";
import { badRequest, notFound, objectNotFound, ok } from "../http";
import { route } from "../router";
import type { Domain, Service, Version } from "../state";
import type { Store } from "../store";
import { activeVersion, latestVersion } from "../store";
import type { VersionedKind } from "../versioned";
import { belonging, inArray, versionedRoutes } from "../versioned";

/** A DNS name, or a wildcard. */
export const hostname = /^(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;

const domains: VersionedKind<Domain> = {
  path: "domain",
  title: "Domain",
  duplicateOf: "domain",
  limit: { of: "domains", title: "domains" },
  ...inArray((version) => version.domains),
  create: (fields, { service, store }) => ({
    name: freeName(requiredText(fields, "name"), service, store),
    comment: text().read(fields.comment, "comment"),
  }),
  update: (domain, fields, { service, store }) => ({
    ...domain,
    name: freeName(optionalText().read(fields.name, "name") ?? domain.name, service, store),
    comment: "comment" in fields ? text().read(fields.comment, "comment") : domain.comment,
  }),
  view: (domain, service, version) => ({ ...domain, ...belonging(service, version) }),
};

export const domainRoutes = [
  route("GET", "/service/:service/version/:version/domain", ({ params, query }, store) => {
    const { service, version } = store.version(params);
    const extra = query.get("include") === "staging_ips" ? { staging_ip: store.stagingAddress } : {};
    return ok(version.domains.map((domain) => ({ ...(domains.view(domain, service, version) as object), ...extra })));
  }),
  ...versionedRoutes(domains),
  // A deleted service gets an answer too: it has no domains.
  route("GET", "/service/:service/domain", ({ params }, store) => {
    const service = store.state.services.find((s) => s.id === params.service);
    if (service === undefined) {
      throw notFound("Cannot load service");
    }
    const version = activeVersion(service) ?? latestVersion(service);
    return ok(version === undefined ? [] : version.domains.map((d) => domains.view(d, service, version)));
  }),
  route("GET", "/service/:service/version/:version/domain/check_all", ({ params }, store) => {
    const { service, version } = store.version(params);
    return ok(version.domains.map((d) => check(d, service, version)));
  }),
  route("GET", "/service/:service/version/:version/domain/:domain/check", ({ params }, store) => {
    const { service, version } = store.version(params);
    const domain = version.domains.find((d) => d.name === params.domain);
    if (domain === undefined) {
      throw objectNotFound("Domain", { name: params.domain ?? "", service: service.id, version: version.number });
    }
    return ok(check(domain, service, version));
  }),
];

/** The domain, the target of its DNS record, and whether that is Fastly. */
function check(domain: Domain, service: Service, version: Version) {
  return [domains.view(domain, service, version), null, false];
}

function freeName(name: string, service: Service, store: Store): string {
  if (!hostname.test(name) || name.length > 253) {
    throw badRequest(`Domain '${name}' is not a valid domain name`);
  }
  refuseTakenDomain(name, service, store);
  return name;
}

/** A domain belongs to at most one service: the one with the domain in its active version. */
export function refuseTakenDomain(name: string, service: Service, store: Store): void {
  const wanted = name.toLowerCase();
  const taken = store.state.services.some(
    (other) => other !== service && activeVersion(other)?.domains.some((d) => d.name.toLowerCase() === wanted),
  );
  if (taken) {
    throw badRequest(`Domain '${name}' is already taken by another customer`);
  }
}
