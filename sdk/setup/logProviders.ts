import type * as fastly from "@pulumi/fastly";
import type { LogSettings } from "./logSettings";

/** The facts about one kind of log endpoint. */
export interface LogProvider {
  /** The key of its settings in `LogEndpointArgs`. */
  key: keyof LogSettings;
  /** The property of `fastly.ServiceCompute` that takes it. */
  property: keyof fastly.ServiceComputeArgs;
  /** The name as Fastly's documentation writes it. */
  title: string;
  /** Other spellings in manifests, in lower case with only letters and digits. */
  aliases: string[];
  /** The settings that the provider requires, besides the name. */
  required: string[];
  /** Groups of settings. All settings of one group are required too: the credentials, where Fastly accepts two forms. */
  oneOf?: string[][];
  /** The settings that are credentials, even where the provider does not mark them. */
  secrets: string[];
  /** The setting that says where the logs go. */
  destination: string;
  /** Whether logs are encrypted in transit: always, never, by the scheme of the URL, or by the switch `useTls`. */
  encryption: "always" | "never" | "url" | "useTls";
  /** The last part of its path in Fastly's API. */
  apiPath: string;
  /** The API's names of settings, where they differ from the provider's. */
  apiNames: Readonly<Record<string, string>>;
}

type Row = [
  key: keyof LogSettings,
  property: keyof fastly.ServiceComputeArgs,
  title: string,
  aliases: string,
  required: string,
  secrets: string,
  destination: string,
  encryption: LogProvider["encryption"],
];

const KEYS = "secretKey";
const TLS_KEY = "tlsClientKey";

// biome-ignore format: a table reads best by its columns
const ROWS: Row[] = [
  ["bigquery", "loggingBigqueries", "Google BigQuery", "googlebigquery bq gcpbigquery", "projectId dataset table email secretKey", `email ${KEYS}`, "projectId", "always"],
  ["blobstorage", "loggingBlobstorages", "Microsoft Azure Blob Storage", "azureblob azureblobstorage azure azurestorage microsoftazureblob", "accountName container sasToken", "sasToken", "accountName", "always"],
  ["cloudfiles", "loggingCloudfiles", "Rackspace Cloud Files", "rackspace rackspacecloudfiles cloudfile", "bucketName user accessKey", "accessKey", "bucketName", "always"],
  ["datadog", "loggingDatadogs", "Datadog", "", "token", "token", "region", "always"],
  ["digitalocean", "loggingDigitaloceans", "DigitalOcean Spaces", "digitaloceanspaces spaces dospaces", "bucketName accessKey secretKey", `accessKey ${KEYS}`, "domain", "always"],
  ["elasticsearch", "loggingElasticsearches", "Elasticsearch", "elastic elasticcloud", "index url", `password ${TLS_KEY}`, "url", "url"],
  ["ftp", "loggingFtps", "FTP", "", "address user password path", "password", "address", "never"],
  ["gcs", "loggingGcs", "Google Cloud Storage", "googlecloudstorage googlestorage gcpstorage cloudstorage", "bucketName", KEYS, "bucketName", "always"],
  ["googlepubsub", "loggingGooglepubsubs", "Google Cloud Pub/Sub", "pubsub googlecloudpubsub gcppubsub cloudpubsub", "projectId topic user secretKey", KEYS, "projectId", "always"],
  ["grafanacloudlogs", "loggingGrafanacloudlogs", "Grafana Cloud Logs", "grafana grafanacloud grafanalogs grafanacloudlog loki", "user url index token", "token", "url", "url"],
  ["heroku", "loggingHeroku", "Heroku Logplex", "herokulogplex logplex", "url token", "token", "url", "url"],
  ["honeycomb", "loggingHoneycombs", "Honeycomb", "honeycombio", "dataset token", "token", "dataset", "always"],
  ["https", "loggingHttps", "HTTPS", "http httpsendpoint generichttps webhook", "url", `headerValue ${TLS_KEY}`, "url", "url"],
  ["kafka", "loggingKafkas", "Apache Kafka", "apachekafka confluent", "topic brokers", `password ${TLS_KEY}`, "brokers", "useTls"],
  ["kinesis", "loggingKineses", "Amazon Kinesis Data Streams", "amazonkinesis awskinesis amazonkinesisdatastreams kinesisdatastreams amazonkinesisstreams", "topic", `accessKey ${KEYS}`, "topic", "always"],
  ["logentries", "loggingLogentries", "Logentries", "rapid7 insightops rapid7insightops logentry", "token", "token", "port", "useTls"],
  ["loggly", "loggingLogglies", "Loggly", "solarwindsloggly", "token", "token", "", "always"],
  ["logshuttle", "loggingLogshuttles", "Log Shuttle", "", "url token", "token", "url", "url"],
  ["newrelic", "loggingNewrelics", "New Relic Logs", "newreliclogs newreliclog", "token", "token", "region", "always"],
  ["newrelicotlp", "loggingNewrelicotlps", "New Relic OTLP", "newrelicotel newreliclogsotlp", "token", "token", "url", "always"],
  ["openstack", "loggingOpenstacks", "OpenStack", "openstackswift swift", "bucketName url user accessKey", "accessKey", "url", "url"],
  ["papertrail", "loggingPapertrails", "Papertrail", "solarwindspapertrail", "address port", "", "address", "never"],
  ["s3", "loggingS3s", "Amazon S3", "amazons3 awss3 aws amazonsimplestorageservice s3compatible s3bucket", "bucketName", "s3AccessKey s3SecretKey", "bucketName", "always"],
  ["scalyr", "loggingScalyrs", "Scalyr", "dataset sentinelone", "token", "token", "region", "always"],
  ["sftp", "loggingSftps", "SFTP", "", "address user path sshKnownHosts", `password ${KEYS}`, "address", "always"],
  ["splunk", "loggingSplunks", "Splunk", "splunkhec splunkcloud", "url token", `token ${TLS_KEY}`, "url", "url"],
  ["sumologic", "loggingSumologics", "Sumo Logic", "sumo", "url", "url", "", "always"],
  ["syslog", "loggingSyslogs", "Syslog", "rsyslog syslogng", "address", `token ${TLS_KEY}`, "address", "useTls"],
];

const ONE_OF: Partial<Record<keyof LogSettings, string[][]>> = {
  s3: [["s3AccessKey", "s3SecretKey"], ["s3IamRole"]],
  kinesis: [["accessKey", "secretKey"], ["iamRole"]],
  gcs: [["user", "secretKey"], ["accountName"]],
  sftp: [["password"], ["secretKey"]],
};

/** The API's paths, where they differ from the provider's names. */
const API_PATHS: Partial<Record<keyof LogSettings, string>> = { blobstorage: "azureblob", googlepubsub: "pubsub" };

/** The API's names of settings, where they differ from the provider's. */
const API_NAMES: Partial<Record<keyof LogSettings, Record<string, string>>> = {
  bigquery: { email: "user", template: "template_suffix" },
  s3: { s3AccessKey: "access_key", s3IamRole: "iam_role", s3SecretKey: "secret_key" },
};

/** All kinds of log endpoint that a Compute service can have, by the key of their settings. */
export const LOG_PROVIDERS: ReadonlyMap<keyof LogSettings, LogProvider> = new Map(
  ROWS.map(([key, property, title, aliases, required, secrets, destination, encryption]) => [
    key,
    {
      key,
      property,
      title,
      aliases: words(aliases),
      required: words(required),
      oneOf: ONE_OF[key],
      secrets: words(secrets),
      destination,
      encryption,
      apiPath: API_PATHS[key] ?? key,
      apiNames: API_NAMES[key] ?? {},
    },
  ]),
);

/** The provider that a manifest means by its free text, such as `"Amazon S3"`, `"s3"` or `"NewRelic"`. */
export function findLogProvider(text: string): LogProvider | undefined {
  const wanted = plain(text);
  return [...LOG_PROVIDERS.values()].find(
    (provider) =>
      plain(provider.key) === wanted || plain(provider.title) === wanted || provider.aliases.includes(wanted),
  );
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}
