import { readChanges, readFields, requiredText } from "../fields";
import { badRequest } from "../http";
import { backendSettings } from "../settings";
import type { Backend } from "../state";
import type { VersionedKind } from "../versioned";
import { belonging, inArray, versionedRoutes } from "../versioned";

const backends: VersionedKind<Backend> = {
  path: "backend",
  title: "Backend",
  duplicateOf: "backend",
  limit: { of: "backends", title: "backends" },
  refuse: refuseUnreachable,
  ...inArray((version) => version.backends),
  create: (fields, { service }) => {
    const backend = readFields(backendSettings, fields);
    return {
      ...backend,
      name: requiredText(fields, "name"),
      address: requiredText(fields, "address"),
      // As documented, port 443 means TLS by default.
      use_ssl: "use_ssl" in fields ? backend.use_ssl : backend.port === 443,
      prefer_ipv6: "prefer_ipv6" in fields ? backend.prefer_ipv6 : service.type === "wasm",
    };
  },
  update: (backend, fields) => ({
    ...backend,
    ...readChanges(backendSettings, fields),
    ...("name" in fields && { name: requiredText(fields, "name") }),
  }),
  view: (backend, service, version) => ({ ...backend, ...addressParts(backend), ...belonging(service, version) }),
};

const TLS_VERSIONS = ["1", "1.0", "1.1", "1.2", "1.3"];

/** As documented for a backend: https://www.fastly.com/documentation/reference/api/services/backend/. */
function refuseUnreachable({ address, port, min_tls_version, max_tls_version }: Backend): void {
  // No host can have such a name. Fastly's other rules for names are not documented.
  if (address === "" || address.length > 253 || /[\s/]|\.\./.test(address)) {
    throw badRequest(`Invalid value for address: '${address}' is no hostname, and no IP address`);
  }
  // Fastly accepts 0: a recording of go-fastly sets it.
  if (port < 0 || port > 65_535) {
    throw badRequest(`Invalid value for port: ${port} is not from 0 to 65535`);
  }
  for (const version of [min_tls_version, max_tls_version]) {
    if (version !== null && !TLS_VERSIONS.includes(version)) {
      throw badRequest(`Invalid value for TLS version: '${version}' is not one of 1.0, 1.1, 1.2, 1.3`);
    }
  }
  if (min_tls_version !== null && max_tls_version !== null && Number(min_tls_version) > Number(max_tls_version)) {
    throw badRequest("min_tls_version must not be greater than max_tls_version");
  }
}

function addressParts({ address }: Backend) {
  const ipv4 = /^\d+\.\d+\.\d+\.\d+$/.test(address);
  const ipv6 = address.includes(":");
  return {
    hostname: ipv4 || ipv6 ? null : address,
    ipv4: ipv4 ? address : null,
    ipv6: ipv6 ? address : null,
  };
}

export const backendRoutes = versionedRoutes(backends);
