import type { LocalServerBackends } from "./backends";

/**
 * The longest message of Fanout. With the CLI's 8,192 bytes, a message of more than 16 KB does not arrive completely.
 */
const MESSAGE_BYTES = 65_536;

/**
 * The `pushpin.conf` of the Fastly CLI, with three differences: on loopback only, for long messages, and without
 * reports to Pushpin's makers.
 *
 * @see https://github.com/fastly/cli/blob/main/pkg/commands/compute/pushpin.conf.template
 */
export function pushpinConfiguration({
  directory,
  port,
  publishPort,
  needsZurl,
}: {
  /** The directory of its sockets and of the file `routes`. */
  directory: string;
  /** The port for requests. */
  port: number;
  /** The port for messages by HTTP. The next two ports take messages by ZeroMQ, and the third takes commands. */
  publishPort: number;
  /** Before 1.37, a separate program makes the requests to backends. Debian has it in another place. */
  needsZurl: boolean;
}): string {
  const zurl = `
zurl_out_specs=ipc://{rundir}/zurl-in
zurl_out_stream_specs=ipc://{rundir}/zurl-in-stream
zurl_in_specs=ipc://{rundir}/zurl-out`;
  // Every version knows the older names of the services.
  return `[global]
include={libdir}/internal.conf
rundir=${directory}
ipc_prefix=
port_offset=0
stats_connection_ttl=120
stats_connection_send=true

[runner]
services=condure,${needsZurl ? "zurl," : ""}pushpin-proxy,pushpin-handler
http_port=127.0.0.1:${port}
logdir=${directory}/logs
log_level=2
client_buffer_size=${MESSAGE_BYTES}
client_maxconn=50000
allow_compression=false

[proxy]
routesfile=${directory}/routes
debug=false
auto_cross_origin=false
accept_x_forwarded_protocol=false
set_x_forwarded_protocol=proto-only
accept_pushpin_route=true
cdn_loop=
log_from=false
log_user_agent=false
sig_iss=viceroy
sig_key=viceroy_dev_signing_key_dont_use_in_production
sockjs_url=http://cdn.jsdelivr.net/sockjs/0.3.4/sockjs.min.js
updates_check=off${needsZurl ? zurl : ""}

[handler]
push_in_spec=tcp://127.0.0.1:${publishPort + 1}
push_in_sub_specs=tcp://127.0.0.1:${publishPort + 2}
push_in_sub_connect=false
push_in_http_addr=127.0.0.1
push_in_http_port=${publishPort}
push_in_http_max_headers_size=8192
push_in_http_max_body_size=65536
stats_spec=ipc://{rundir}/{ipc_prefix}stats
command_spec=tcp://127.0.0.1:${publishPort + 3}
message_rate=2500
message_hwm=25000
message_wait=5000
id_cache_ttl=60
update_on_first_subscription=true
connection_subscription_max=20
subscription_linger=60
stats_subscription_ttl=60
stats_report_interval=10
stats_format=tnetstring
`;
}

/**
 * The routes file: a line for each backend, with the name that Viceroy gives it.
 *
 * @param differences gets a sentence for each backend that Pushpin reaches in another way, or not at all
 * @see https://github.com/fastly/cli/blob/main/pkg/commands/compute/serve.go BuildPushpinRoutes
 */
export function pushpinRoutes(backends: LocalServerBackends, differences: string[]): string {
  const lines = Object.entries(backends).flatMap(([name, backend]) => {
    const url = URL.canParse(String(backend.url)) ? new URL(String(backend.url)) : undefined;
    const host = backend.override_host ? `,host=${word(String(backend.override_host))}` : "";
    // A name must be on one line. And Pushpin takes the first colon of an address for the port's.
    if (url === undefined || url.hostname.startsWith("[") || /\p{Cc}/u.test(name + host)) {
      differences.push(`Pushpin cannot reach backend "${name}": a request handed off to it gets an error`);
      return [];
    }
    if (backend.ca_certificate !== undefined || backend.client_certificate !== undefined) {
      differences.push(`Pushpin knows neither the authority nor the client certificate of backend "${name}"`);
    }
    const isSecure = url.protocol === "https:";
    const prefix = url.pathname.replace(/\/$/, "");
    const rules = `id=${word(name)}${prefix === "" ? "" : `,replace_beg=${word(prefix)}`}`;
    const target = `${word(url.hostname)}:${url.port || (isSecure ? 443 : 80)},over_http${isSecure ? ",ssl" : ""}${host}`;
    return [`${rules} ${target}\n`];
  });
  return lines.join("");
}

/** Quoted when Pushpin would not read it as one word. */
function word(text: string): string {
  return /[", #=\\]/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : text;
}
