import type { Defaults } from "./defaults";
import type { LogSettings } from "./logSettings";

const EVERYWHERE: Defaults = { processingRegion: "none" };

/** The defaults of kinds that write files. */
const FILES: Defaults = { ...EVERYWHERE, gzipLevel: -1, messageType: "classic" };
const TIMED_FILES: Defaults = { ...FILES, period: 3600, timestampFormat: "%Y-%m-%dT%H:%M:%S.000" };

/** The values that the provider reads from its environment. An empty variable counts as not set. */
const fromEnv = (name: string): string => process.env[name] ?? "";

/** The provider's defaults for the settings that a log endpoint leaves out. */
export const LOG_DEFAULTS: Record<keyof LogSettings, () => Defaults> = {
  bigquery: () => ({
    ...EVERYWHERE,
    accountName: fromEnv("FASTLY_GCS_ACCOUNT_NAME"),
    email: fromEnv("FASTLY_BQ_EMAIL"),
    secretKey: fromEnv("FASTLY_BQ_SECRET_KEY"),
    template: "",
  }),
  blobstorage: () => ({ ...TIMED_FILES, sasToken: fromEnv("FASTLY_AZURE_SHARED_ACCESS_SIGNATURE") }),
  cloudfiles: () => TIMED_FILES,
  datadog: () => ({ ...EVERYWHERE, region: "US" }),
  digitalocean: () => ({ ...FILES, domain: "nyc3.digitaloceanspaces.com" }),
  elasticsearch: () => ({ ...EVERYWHERE, requestMaxBytes: 0, requestMaxEntries: 0 }),
  ftp: () => ({ ...TIMED_FILES, port: 21 }),
  gcs: () => ({
    ...TIMED_FILES,
    accountName: fromEnv("FASTLY_GCS_ACCOUNT_NAME"),
    secretKey: fromEnv("FASTLY_GCS_SECRET_KEY"),
    user: fromEnv("FASTLY_GCS_EMAIL"),
  }),
  googlepubsub: () => ({
    ...EVERYWHERE,
    accountName: fromEnv("FASTLY_GCS_ACCOUNT_NAME"),
    secretKey: fromEnv("FASTLY_GOOGLE_PUBSUB_SECRET_KEY"),
    user: fromEnv("FASTLY_GOOGLE_PUBSUB_EMAIL"),
  }),
  grafanacloudlogs: () => EVERYWHERE,
  heroku: () => EVERYWHERE,
  honeycomb: () => EVERYWHERE,
  https: () => ({ ...EVERYWHERE, gzipLevel: -1, jsonFormat: "0", messageType: "blank", method: "POST", period: 5 }),
  kafka: () => ({ ...EVERYWHERE, parseLogKeyvals: false, useTls: false }),
  kinesis: () => ({ ...EVERYWHERE, region: "us-east-1" }),
  logentries: () => ({ ...EVERYWHERE, port: 20_000, useTls: true }),
  loggly: () => EVERYWHERE,
  logshuttle: () => EVERYWHERE,
  newrelic: () => ({ ...EVERYWHERE, region: "US" }),
  newrelicotlp: () => ({ ...EVERYWHERE, formatVersion: 2, placement: "none", region: "" }),
  openstack: () => TIMED_FILES,
  papertrail: () => EVERYWHERE,
  s3: () => ({
    ...TIMED_FILES,
    domain: "s3.amazonaws.com",
    s3AccessKey: fromEnv("FASTLY_S3_ACCESS_KEY"),
    s3IamRole: fromEnv("FASTLY_S3_IAM_ROLE"),
    s3SecretKey: fromEnv("FASTLY_S3_SECRET_KEY"),
  }),
  scalyr: () => ({ ...EVERYWHERE, region: "US" }),
  sftp: () => ({ ...TIMED_FILES, port: 22 }),
  splunk: () => ({
    ...EVERYWHERE,
    tlsCaCert: fromEnv("FASTLY_SPLUNK_CA_CERT"),
    tlsClientCert: fromEnv("FASTLY_SPLUNK_CLIENT_CERT"),
    tlsClientKey: fromEnv("FASTLY_SPLUNK_CLIENT_KEY"),
    useTls: false,
  }),
  sumologic: () => ({ ...EVERYWHERE, messageType: "classic" }),
  syslog: () => ({
    ...EVERYWHERE,
    messageType: "classic",
    port: 514,
    tlsCaCert: fromEnv("FASTLY_SYSLOG_CA_CERT"),
    tlsClientCert: fromEnv("FASTLY_SYSLOG_CLIENT_CERT"),
    tlsClientKey: fromEnv("FASTLY_SYSLOG_CLIENT_KEY"),
    tlsHostname: "",
    token: "",
    useTls: false,
  }),
};
