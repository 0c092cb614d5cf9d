import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { shortFormat, trimmed } from "../../bridge/problems";
import { bool, int, string } from "../../bridge/schema";
import type { Block } from "../block";
import { logEndpoint } from "./logEndpoint";

export const datadog = logEndpoint(
  { attribute: "logging_datadog", name: "loggingDatadogs", segment: "datadog" },
  [string("region", { default: "US" }), string("token", { required: true, secret: true })],
  { alwaysUpdated: ["token"] },
);

export const newrelic = logEndpoint({ attribute: "logging_newrelic", name: "loggingNewrelics", segment: "newrelic" }, [
  string("region", { default: "US" }),
  string("token", { required: true, secret: true }),
]);

export const newrelicotlp = (major: ProviderMajor): Block =>
  logEndpoint(
    { attribute: "logging_newrelicotlp", name: "loggingNewrelicotlps", segment: "newrelicotlp" },
    [
      string("format", major >= 12 ? { problem: shortFormat } : {}),
      int("format_version", { default: 2, range: [1, 2] }),
      string("placement", { default: "none", oneOf: ["none"] }),
      string("region", { default: "" }),
      string("response_condition"),
      string("token", { required: true, secret: true }),
      string("url"),
    ],
    {
      notCreated: ["format", "format_version", "placement", "response_condition"],
      notRead: ["format", "response_condition"],
    },
  );

export const grafanacloudlogs = logEndpoint(
  { attribute: "logging_grafanacloudlogs", name: "loggingGrafanacloudlogs", segment: "grafanacloudlogs" },
  [
    string("index", { required: true }),
    string("token", { required: true, secret: true }),
    string("url", { required: true }),
    string("user", { required: true }),
  ],
);

export const bigquery = logEndpoint(
  { attribute: "logging_bigquery", name: "loggingBigqueries", segment: "bigquery" },
  [
    string("account_name", { default: "", env: "FASTLY_GCS_ACCOUNT_NAME" }),
    string("dataset", { required: true }),
    string("email", { required: true, default: "", env: "FASTLY_BQ_EMAIL", secret: true }),
    string("project_id", { required: true }),
    string("secret_key", { required: true, default: "", env: "FASTLY_BQ_SECRET_KEY", secret: true, problem: trimmed }),
    string("table", { required: true }),
    string("template", { default: "" }),
  ],
  { api: { email: "user", template: "template_suffix" }, sparse: ["account_name"], constants: { placement: "none" } },
);

export const googlepubsub = logEndpoint(
  { attribute: "logging_googlepubsub", name: "loggingGooglepubsubs", segment: "pubsub" },
  [
    string("account_name", { default: "", env: "FASTLY_GCS_ACCOUNT_NAME" }),
    string("project_id", { required: true }),
    string("secret_key", { required: true, default: "", env: "FASTLY_GOOGLE_PUBSUB_SECRET_KEY", secret: true }),
    string("topic", { required: true }),
    string("user", { required: true, default: "", env: "FASTLY_GOOGLE_PUBSUB_EMAIL" }),
  ],
  { sparse: ["account_name"] },
);

const kafkaSettings = [
  string("auth_method"),
  string("brokers", { required: true }),
  string("compression_codec"),
  bool("parse_log_keyvals", { default: false }),
  string("password", { secret: true }),
  int("request_max_bytes"),
  string("required_acks"),
  string("tls_ca_cert", { problem: trimmed }),
  string("tls_client_cert", { problem: trimmed }),
  string("tls_client_key", { secret: true, problem: trimmed }),
  string("tls_hostname"),
  string("topic", { required: true }),
  bool("use_tls", { default: false }),
  string("user"),
];

/** Provider 12 sends the switches with every update. */
export const kafka = (major: ProviderMajor): Block =>
  logEndpoint({ attribute: "logging_kafka", name: "loggingKafkas", segment: "kafka" }, kafkaSettings, {
    alwaysUpdated: major >= 12 ? ["parse_log_keyvals", "use_tls"] : [],
  });

export const kinesis = logEndpoint({ attribute: "logging_kinesis", name: "loggingKineses", segment: "kinesis" }, [
  string("access_key", { secret: true }),
  string("iam_role"),
  string("region", { default: "us-east-1" }),
  string("secret_key", { secret: true }),
  string("topic", { required: true }),
]);
