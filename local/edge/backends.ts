import { isIPv6 } from "node:net";
import type { TomlTable } from "pulumi-fastly-compute/internal";
import type { Backend } from "../api/state";

/** `[local_server.backends]` of a manifest: a table for each redirected backend. */
export type LocalServerBackends = Record<string, TomlTable>;

/** `[local_server.backends]` of a parsed manifest. Viceroy itself checks the tables. */
export function localServerBackends(manifest: Record<string, unknown>): LocalServerBackends {
  const { backends } = localServer(manifest);
  return isTable(backends)
    ? Object.fromEntries(Object.entries(backends).flatMap(([name, table]) => (isTable(table) ? [[name, table]] : [])))
    : {};
}

/** `[local_server]` of a parsed manifest. */
export function localServer({ local_server }: Record<string, unknown>): TomlTable {
  return isTable(local_server) ? local_server : {};
}

export function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Fastly's defaults in milliseconds. They are not written: older versions of Viceroy refuse to read them. */
const DEFAULT_TIMEOUTS = { first_byte_timeout: 15_000, between_bytes_timeout: 10_000 };

/**
 * A backend of the service in the form of `[local_server.backends.<name>]`. Settings without an equivalent there go to
 * `differences`.
 */
export function backendTable(backend: Backend, differences: string[]): TomlTable {
  const { address, port, override_host, first_byte_timeout, between_bytes_timeout } = backend;
  const host = isIPv6(address) ? `[${address}]` : address;
  return {
    url: `${backend.use_ssl ? "https" : "http"}://${host}:${port}`,
    ...(override_host && { override_host }),
    ...(backend.use_ssl && tls(backend, differences)),
    ...(first_byte_timeout !== DEFAULT_TIMEOUTS.first_byte_timeout && { first_byte_timeout_ms: first_byte_timeout }),
    ...(between_bytes_timeout !== DEFAULT_TIMEOUTS.between_bytes_timeout && {
      between_bytes_timeout_ms: between_bytes_timeout,
    }),
  };
}

/** Viceroy has one name for the certificate and for SNI, and always checks the certificate. */
function tls(backend: Backend, differences: string[]): TomlTable {
  const { name, ssl_ca_cert, ssl_client_cert, ssl_client_key } = backend;
  const certHost = backend.ssl_cert_hostname || backend.ssl_hostname;
  const sni = backend.ssl_sni_hostname || backend.ssl_hostname;
  if (sni && certHost && sni !== certHost) {
    differences.push(`backend "${name}" uses ${sni} for SNI at Fastly, but ${certHost} here`);
  }
  if (!backend.ssl_check_cert) {
    differences.push(`the certificate of backend "${name}" is checked here, but not at Fastly`);
  }
  return {
    ...((certHost || sni) && { cert_host: certHost || sni || "" }),
    use_sni: Boolean(sni),
    ...(ssl_ca_cert && { ca_certificate: ssl_ca_cert }),
    ...(ssl_client_cert &&
      ssl_client_key && { client_certificate: { certificate: ssl_client_cert, key: ssl_client_key } }),
  };
}
