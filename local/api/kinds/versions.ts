import { text } from "../fields";
import type { Fields } from "../http";
import { badRequest, ok } from "../http";
import { route } from "../router";
import type { Service, Version } from "../state";
import type { Store } from "../store";
import { activeVersion, emptyVersion } from "../store";
import { versionView } from "../views";
import { refuseTakenDomain } from "./domains";
import { noteActivation } from "./events";

const base = "/service/:service/version";

export const versionRoutes = [
  route("GET", base, ({ params }, store) => {
    const service = store.service(params);
    return ok(service.versions.map((version) => versionView(service, version)));
  }),
  route("POST", base, ({ params, fields }, store) => {
    const service = store.service(params);
    const version = emptyVersion(nextNumber(service), store.stamps());
    setComment(version, fields);
    service.versions.push(version);
    return ok({
      ...("comment" in fields && { comment: version.comment }),
      service_id: service.id,
      number: version.number,
    });
  }),
  route("GET", `${base}/active`, ({ params }, store) => {
    const service = store.service(params);
    const version = activeVersion(service);
    if (version === undefined) {
      throw badRequest("Service has no active version");
    }
    return ok(versionView(service, version));
  }),
  route("GET", `${base}/:version`, ({ params }, store) => {
    const { service, version } = store.version(params);
    return ok(versionView(service, version));
  }),
  // Only the comment of a locked version can be changed.
  route("PUT", `${base}/:version`, ({ params, fields }, store) => {
    const { service, version } = store.version(params);
    setComment(version, fields);
    version.updated_at = store.now();
    return ok(versionView(service, version));
  }),
  route("PUT", `${base}/:version/clone`, ({ params }, store) => {
    const { service, version } = store.version(params);
    const clone: Version = {
      ...structuredClone(version),
      number: nextNumber(service),
      active: false,
      locked: false,
      staging: false,
      ...store.stamps(),
    };
    service.versions.push(clone);
    return ok(versionView(service, clone));
  }),
  route("PUT", `${base}/:version/lock`, ({ params }, store) => {
    const { service, version } = store.version(params);
    version.locked = true;
    version.updated_at = store.now();
    return ok(versionView(service, version));
  }),
  route("GET", `${base}/:version/validate`, ({ params }, store) => {
    const { service, version } = store.version(params);
    const fault = whyInvalid(service, version);
    return ok({ status: fault === undefined ? "ok" : "error", msg: fault ?? null });
  }),
  route("PUT", `${base}/:version/activate`, ({ params }, store) => {
    const { service, version } = store.version(params);
    refuseInvalid(service, version, store);
    const before = versionView(service, version);
    for (const other of service.versions) {
      other.active = false;
    }
    Object.assign(version, { active: true, locked: true, updated_at: store.now() });
    service.updated_at = version.updated_at;
    noteActivation(service, version.number, store);
    // As recorded, the answer has the environments and the time from before.
    return ok({ ...before, active: true, locked: true, ...warnings(version) });
  }),
  route("PUT", `${base}/:version/deactivate`, ({ params }, store) => {
    const { service, version } = store.version(params);
    if (!version.active) {
      throw badRequest(`Version '${version.number}' is not active`);
    }
    Object.assign(version, { active: false, updated_at: store.now() });
    return ok(versionView(service, version));
  }),
  route("PUT", `${base}/:version/activate/staging`, ({ params }, store) => {
    store.account.refuseStaging();
    const { service, version } = store.version(params);
    refuseInvalid(service, version, store);
    for (const other of service.versions) {
      other.staging = false;
    }
    Object.assign(version, { staging: true, updated_at: store.now() });
    return ok(versionView(service, version));
  }),
  route("PUT", `${base}/:version/deactivate/staging`, ({ params }, store) => {
    const { service, version } = store.version(params);
    if (!version.staging) {
      throw badRequest(`Version '${version.number}' is not staged`);
    }
    Object.assign(version, { staging: false, updated_at: store.now() });
    return ok(versionView(service, version));
  }),
];

/** Hosts that no name server ever knows: their names are reserved for other uses (RFC 6761, RFC 6762). */
function warnings({ backends }: Version): { msg?: string } {
  const unknown = backends.filter(({ address }) => /(^|\.)(test|example|invalid|localhost|local)\.?$/i.test(address));
  const lines = unknown.map(
    ({ address }) =>
      `Warning: Backend host \`${address}\` could not be resolved to an IP address: Name or service not known`,
  );
  return lines.length === 0 ? {} : { msg: lines.join("\n") };
}

function nextNumber(service: Service): number {
  return Math.max(...service.versions.map((v) => v.number)) + 1;
}

function setComment(version: Version, fields: Fields): void {
  if ("comment" in fields) {
    version.comment = text().read(fields.comment, "comment");
  }
}

function whyInvalid(service: Service, version: Version): string | undefined {
  if (service.type === "wasm" && version.package === null) {
    return "Package not found";
  }
  const names = new Set(version.healthchecks.map((h) => h.name));
  const dangling = version.backends.find((b) => b.healthcheck !== null && !names.has(b.healthcheck));
  return dangling && `Backend '${dangling.name}' refers to healthcheck '${dangling.healthcheck}', which does not exist`;
}

function refuseInvalid(service: Service, version: Version, store: Store): void {
  const fault = whyInvalid(service, version);
  if (fault !== undefined) {
    throw badRequest(fault);
  }
  for (const domain of version.domains) {
    refuseTakenDomain(domain.name, service, store);
  }
}
