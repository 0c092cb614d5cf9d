import { httpsUrl, trimmed } from "../../bridge/problems";
import { bool, int, string } from "../../bridge/schema";
import { COMPRESSION_CODECS, logEndpoint, MESSAGE_TYPES } from "./logEndpoint";

export const papertrail = logEndpoint(
  { attribute: "logging_papertrail", name: "loggingPapertrails", segment: "papertrail" },
  [string("address", { required: true }), int("port", { required: true })],
);

export const sumologic = logEndpoint(
  { attribute: "logging_sumologic", name: "loggingSumologics", segment: "sumologic" },
  [string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }), string("url", { required: true })],
);

export const syslog = logEndpoint({ attribute: "logging_syslog", name: "loggingSyslogs", segment: "syslog" }, [
  string("address", { required: true }),
  string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }),
  int("port", { default: 514 }),
  string("tls_ca_cert", { default: "", env: "FASTLY_SYSLOG_CA_CERT" }),
  string("tls_client_cert", { default: "", env: "FASTLY_SYSLOG_CLIENT_CERT" }),
  string("tls_client_key", { default: "", env: "FASTLY_SYSLOG_CLIENT_KEY", secret: true }),
  string("tls_hostname", { default: "" }),
  string("token", { default: "" }),
  bool("use_tls", { default: false }),
]);

export const logentries = logEndpoint(
  { attribute: "logging_logentries", name: "loggingLogentries", segment: "logentries" },
  [int("port", { default: 20000 }), string("token", { required: true }), bool("use_tls", { default: true })],
);

export const splunk = logEndpoint({ attribute: "logging_splunk", name: "loggingSplunks", segment: "splunk" }, [
  string("tls_ca_cert", { default: "", env: "FASTLY_SPLUNK_CA_CERT" }),
  string("tls_client_cert", { default: "", env: "FASTLY_SPLUNK_CLIENT_CERT" }),
  string("tls_client_key", { default: "", env: "FASTLY_SPLUNK_CLIENT_KEY", secret: true }),
  string("tls_hostname"),
  string("token", { required: true, env: "FASTLY_SPLUNK_TOKEN", secret: true }),
  string("url", { required: true }),
  bool("use_tls", { default: false }),
]);

export const https = logEndpoint({ attribute: "logging_https", name: "loggingHttps", segment: "https" }, [
  string("compression_codec", { oneOf: COMPRESSION_CODECS }),
  string("content_type"),
  int("gzip_level", { default: -1 }),
  string("header_name"),
  string("header_value"),
  string("json_format", { default: "0", oneOf: ["0", "1", "2"] }),
  string("message_type", { default: "blank", oneOf: MESSAGE_TYPES }),
  string("method", { default: "POST", oneOf: ["POST", "PUT"] }),
  int("period", { default: 5, range: [1, Infinity] }),
  int("request_max_bytes"),
  int("request_max_entries"),
  string("tls_ca_cert", { problem: trimmed }),
  string("tls_client_cert", { problem: trimmed }),
  string("tls_client_key", { secret: true, problem: trimmed }),
  string("tls_hostname"),
  string("url", { required: true, problem: httpsUrl }),
]);

export const elasticsearch = logEndpoint(
  { attribute: "logging_elasticsearch", name: "loggingElasticsearches", segment: "elasticsearch" },
  [
    string("index", { required: true }),
    string("password", { secret: true }),
    string("pipeline"),
    int("request_max_bytes", { default: 0 }),
    int("request_max_entries", { default: 0 }),
    string("tls_ca_cert", { problem: trimmed }),
    string("tls_client_cert", { problem: trimmed }),
    string("tls_client_key", { secret: true, problem: trimmed }),
    string("tls_hostname"),
    string("url", { required: true }),
    string("user"),
  ],
);

export const logshuttle = logEndpoint(
  { attribute: "logging_logshuttle", name: "loggingLogshuttles", segment: "logshuttle" },
  [string("token", { required: true, secret: true }), string("url", { required: true })],
);

export const heroku = logEndpoint({ attribute: "logging_heroku", name: "loggingHeroku", segment: "heroku" }, [
  string("token", { required: true, secret: true }),
  string("url", { required: true }),
]);

export const loggly = logEndpoint({ attribute: "logging_loggly", name: "loggingLogglies", segment: "loggly" }, [
  string("token", { required: true, secret: true }),
]);

export const honeycomb = logEndpoint(
  { attribute: "logging_honeycomb", name: "loggingHoneycombs", segment: "honeycomb" },
  [string("dataset", { required: true }), string("token", { required: true, secret: true })],
);

export const scalyr = logEndpoint(
  { attribute: "logging_scalyr", name: "loggingScalyrs", segment: "scalyr" },
  [string("project_id"), string("region", { default: "US" }), string("token", { required: true, secret: true })],
  { sparse: ["project_id"] },
);
