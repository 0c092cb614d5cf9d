/** The facts about one kind of log endpoint at Fastly. */
export interface LogKindSpec {
  /** The fields besides those of every kind. */
  fields: string;
  /** The defaults of fields. Null unless given here or in `commonDefaults`. */
  defaults?: Readonly<Record<string, string | number>>;
  /** Fields that the API returns as numbers or booleans. It returns all others as text, even `"period": "3600"`. */
  numbers?: string;
  booleans?: string;
  /** Whether a `secret_key` is stored without its last line break. */
  trimsSecretKey?: boolean;
}

/** The fields of every kind. */
export const commonFields = "format format_version placement log_processing_region response_condition";

export const commonDefaults: Readonly<Record<string, string | number>> = {
  format: '%h %l %u %t "%r" %>s %b',
  format_version: "2",
  log_processing_region: "none",
  response_condition: "",
  message_type: "classic",
  gzip_level: "0",
  period: "3600",
  timestamp_format: "%Y-%m-%dT%H:%M:%S.000",
  file_max_bytes: 0,
  request_max_bytes: 0,
  request_max_entries: 0,
  use_tls: "0",
};

export const commonNumbers = "file_max_bytes request_max_bytes request_max_entries";

/** Storage services get batches of lines as files. */
const files = "compression_codec gzip_level message_type path period public_key timestamp_format";
const batches = "request_max_bytes request_max_entries";
const tls = "tls_ca_cert tls_client_cert tls_client_key tls_hostname";

/** The 28 kinds, by their path segment below `logging/`. */
export const logKinds = {
  azureblob: { fields: `account_name container file_max_bytes sas_token ${files}` },
  bigquery: { fields: "account_name dataset project_id secret_key table template_suffix user", trimsSecretKey: true },
  cloudfiles: { fields: `access_key bucket_name region user ${files}` },
  datadog: { fields: "region token", defaults: { region: "US" } },
  digitalocean: {
    fields: `access_key bucket_name domain redundancy secret_key ${files}`,
    defaults: { domain: "nyc3.digitaloceanspaces.com" },
  },
  elasticsearch: { fields: `index password pipeline url user ${batches} ${tls}` },
  ftp: { fields: `address hostname ipv4 password port user ${files}`, defaults: { port: "21" } },
  gcs: { fields: `account_name bucket_name project_id secret_key user ${files}` },
  grafanacloudlogs: { fields: "index token url user" },
  heroku: { fields: "token url" },
  honeycomb: { fields: "dataset token" },
  https: {
    fields: `add_batch_size_header compression_codec content_type gzip_level header_name header_value json_format message_type method period url ${batches} ${tls}`,
    defaults: { method: "POST", json_format: "0", message_type: "blank", period: 5, gzip_level: 0 },
    numbers: "gzip_level period",
    booleans: "add_batch_size_header",
  },
  kafka: {
    fields: `auth_method brokers compression_codec parse_log_keyvals password request_max_bytes required_acks topic use_tls user ${tls}`,
    defaults: { required_acks: "1" },
    booleans: "parse_log_keyvals",
  },
  kinesis: { fields: "access_key iam_role region secret_key topic", defaults: { region: "us-east-1" } },
  logentries: { fields: "hostname port public_key region token use_tls", defaults: { port: "20000", use_tls: "1" } },
  loggly: { fields: "public_key token" },
  logshuttle: { fields: "token url" },
  newrelic: { fields: "region token", defaults: { region: "US" } },
  newrelicotlp: { fields: "region token url" },
  openstack: { fields: `access_key bucket_name url user ${files}` },
  papertrail: { fields: "address port public_key", defaults: { port: "514" } },
  pubsub: { fields: "account_name project_id secret_key topic user", trimsSecretKey: true },
  s3: {
    fields: `access_key acl bucket_name domain file_max_bytes iam_role redundancy secret_key server_side_encryption server_side_encryption_kms_key_id ${files}`,
    defaults: { domain: "s3.amazonaws.com" },
  },
  scalyr: { fields: "project_id region token", defaults: { region: "US", project_id: "logplex" } },
  sftp: {
    fields: `address password port secret_key ssh_known_hosts user ${files}`,
    defaults: { port: "22", gzip_level: 0 },
    numbers: "gzip_level",
    trimsSecretKey: true,
  },
  splunk: { fields: `token url use_tls ${batches} ${tls}` },
  sumologic: { fields: "message_type url" },
  syslog: {
    fields: `address hostname ipv4 message_type port public_key token use_tls ${tls}`,
    defaults: { port: "514" },
  },
} satisfies Record<string, LogKindSpec>;

export type LogKind = keyof typeof logKinds;
