import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { blocks, bool, type Field, int, string } from "../bridge/schema";
import type { Block } from "./block";
import { formBlock } from "./formBlock";

const empty = { default: "" };
const unlimited = (attribute: string): Field => int(attribute, { default: 0, range: [0, Infinity] });

/** Provider 12 keeps Fastly's value of `keepaliveTime`, and has limits for pooled connections. */
export const backend = (major: ProviderMajor): Block =>
  formBlock({
    field: blocks("backend", "backends", [
      string("address", { required: true }),
      int("between_bytes_timeout", { default: 10_000 }),
      int("connect_timeout", { default: 1000 }),
      int("error_threshold", { default: 0 }),
      int("first_byte_timeout", { default: 15_000 }),
      string("healthcheck", empty),
      int("keepalive_time", { computed: major >= 12 }),
      int("max_conn", { default: 200 }),
      ...(major >= 12 ? [unlimited("max_lifetime"), unlimited("max_use")] : []),
      string("max_tls_version", empty),
      string("min_tls_version", empty),
      string("name", { required: true }),
      string("override_host", empty),
      int("port", { default: 80 }),
      bool("prefer_ipv6", { default: true }),
      string("share_key", empty),
      string("shield", empty),
      string("ssl_ca_cert", empty),
      string("ssl_cert_hostname", empty),
      bool("ssl_check_cert", { default: true }),
      string("ssl_ciphers", empty),
      string("ssl_client_cert", { default: "", secret: true }),
      string("ssl_client_key", { default: "", secret: true }),
      string("ssl_sni_hostname", empty),
      bool("use_ssl", { default: false }),
      int("weight", { default: 100 }),
    ]),
    path: ["backend"],
    sparse: [
      "keepalive_time",
      "max_lifetime",
      "max_use",
      "min_tls_version",
      "max_tls_version",
      "override_host",
      "share_key",
      "ssl_ca_cert",
      "ssl_cert_hostname",
      "ssl_ciphers",
      "ssl_client_cert",
      "ssl_client_key",
      "ssl_sni_hostname",
    ],
    alwaysUpdated: ["use_ssl", "ssl_check_cert", "prefer_ipv6"],
    listError: "Backends for",
  });
