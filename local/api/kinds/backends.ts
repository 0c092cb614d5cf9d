import { readChanges, readFields, requiredText } from "../fields";
import { backendSettings } from "../settings";
import type { Backend } from "../state";
import type { VersionedKind } from "../versioned";
import { belonging, inArray, versionedRoutes } from "../versioned";

const backends: VersionedKind<Backend> = {
  path: "backend",
  title: "Backend",
  duplicateOf: "backend",
  ...inArray((version) => version.backends),
  create: (fields, { service }) => {
    const backend = readFields(backendSettings, fields);
    return {
      ...backend,
      name: requiredText(fields, "name"),
      address: requiredText(fields, "address"),
      // As documented, port 443 means TLS unless the request says otherwise.
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
