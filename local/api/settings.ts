import { type Field, flag, integer, optionalFlag, optionalInteger, optionalText, text, type Values } from "./fields";
import { badRequest } from "./http";

// The settings of a version's objects, by the names of the API: each with its default, and how to read it.

export const backendSettings = {
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

export type BackendSettings = Values<typeof backendSettings>;

/** Sent as one form field with a JSON array: `["Foo:Bar"]`. */
const headers: Field<string[]> = {
  absent: [],
  read: (value) => {
    const list = typeof value === "string" ? parseList(value) : value;
    if (!Array.isArray(list) || !list.every((header) => typeof header === "string")) {
      throw badRequest("Headers must be a list of 'Name: value'");
    }
    return list.map((header: string) => header.replace(/^([^:]*):\s*/, "$1: ")).sort();
  },
};

function parseList(value: string): unknown {
  try {
    return value === "" ? [] : JSON.parse(value);
  } catch {
    return undefined;
  }
}

export const healthcheckSettings = {
  check_interval: integer(5_000),
  comment: text(),
  expected_response: integer(200),
  headers,
  host: text(),
  http_version: text("1.1"),
  initial: integer(2),
  method: text("HEAD"),
  path: text("/"),
  threshold: integer(3),
  timeout: integer(5_000),
  window: integer(5),
};

export type HealthcheckSettings = Values<typeof healthcheckSettings>;

export const imageOptimizerSettings = {
  resize_filter: text("lanczos3"),
  webp: flag(false),
  webp_quality: integer(85),
  jpeg_type: text("auto"),
  jpeg_quality: integer(85),
  upscale: flag(false),
  allow_video: flag(false),
};

export type ImageOptimizerSettings = Values<typeof imageOptimizerSettings>;

export type LogSettings = Record<string, string | number | boolean | null>;
