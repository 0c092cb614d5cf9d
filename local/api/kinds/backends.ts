import type { Values } from "../fields";
import {
  flag,
  integer,
  optionalFlag,
  optionalInteger,
  optionalText,
  readChanges,
  readFields,
  requiredText,
  text,
} from "../fields";
import type { Backend } from "../state";
import type { VersionedKind } from "../versioned";
import { belonging, inArray, versionedRoutes } from "../versioned";

const settings = {
  address: text(),
  port: integer(80),
  auto_loadbalance: flag(false),
  between_bytes_timeout: integer(10_000),
  client_cert: optionalText(),
  comment: text(),
  connect_timeout: integer(1_000),
  error_threshold: integer(0),
  first_byte_timeout: integer(15_000),
  healthcheck: optionalText(),
  keepalive_time: optionalInteger(),
  max_conn: integer(200),
  max_lifetime: optionalInteger(),
  max_tls_version: optionalText(),
  max_use: optionalInteger(),
  min_tls_version: optionalText(),
  override_host: optionalText(),
  prefer_ipv6: optionalFlag(),
  request_condition: text(),
  share_key: optionalText(),
  shield: optionalText(),
  ssl_ca_cert: optionalText(),
  ssl_cert_hostname: optionalText(),
  ssl_check_cert: flag(true),
  ssl_ciphers: optionalText(),
  ssl_client_cert: optionalText(),
  ssl_client_key: optionalText(),
  ssl_hostname: optionalText(),
  ssl_sni_hostname: optionalText(),
  tcp_keepalive_enable: optionalFlag(),
  tcp_keepalive_interval: optionalInteger(),
  tcp_keepalive_probes: optionalInteger(),
  tcp_keepalive_time: optionalInteger(),
  use_ssl: flag(false),
  weight: integer(100),
};

export type BackendSettings = Values<typeof settings>;

const backends: VersionedKind<Backend> = {
  path: "backend",
  title: "Backend",
  duplicateOf: "backend",
  ...inArray((version) => version.backends),
  create: (fields, { service }) => {
    const backend = readFields(settings, fields);
    return {
      ...backend,
      name: requiredText(fields, "name"),
      address: requiredText(fields, "address"),
      // As documented, port 443 means TLS unless the request says otherwise.
      use_ssl: "use_ssl" in fields ? backend.use_ssl : backend.port === 443,
      prefer_ipv6: "prefer_ipv6" in fields || service.type !== "wasm" ? backend.prefer_ipv6 : true,
    };
  },
  update: (backend, fields) => ({
    ...backend,
    ...readChanges(settings, fields),
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
