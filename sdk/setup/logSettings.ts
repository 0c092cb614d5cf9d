import type * as fastly from "@pulumi/fastly";

/** Settings of one log endpoint, under the key of its provider. The types are those of `@pulumi/fastly`. */
export interface LogSettings {
  /** Google BigQuery. */
  bigquery?: Partial<fastly.types.input.ServiceComputeLoggingBigquery>;
  /** Microsoft Azure Blob Storage. */
  blobstorage?: Partial<fastly.types.input.ServiceComputeLoggingBlobstorage>;
  /** Rackspace Cloud Files. */
  cloudfiles?: Partial<fastly.types.input.ServiceComputeLoggingCloudfile>;
  /** Datadog. */
  datadog?: Partial<fastly.types.input.ServiceComputeLoggingDatadog>;
  /** DigitalOcean Spaces. */
  digitalocean?: Partial<fastly.types.input.ServiceComputeLoggingDigitalocean>;
  /** Elasticsearch. */
  elasticsearch?: Partial<fastly.types.input.ServiceComputeLoggingElasticsearch>;
  /** FTP. */
  ftp?: Partial<fastly.types.input.ServiceComputeLoggingFtp>;
  /** Google Cloud Storage. */
  gcs?: Partial<fastly.types.input.ServiceComputeLoggingGc>;
  /** Google Cloud Pub/Sub. */
  googlepubsub?: Partial<fastly.types.input.ServiceComputeLoggingGooglepubsub>;
  /** Grafana Cloud Logs. */
  grafanacloudlogs?: Partial<fastly.types.input.ServiceComputeLoggingGrafanacloudlog>;
  /** Heroku Logplex. */
  heroku?: Partial<fastly.types.input.ServiceComputeLoggingHeroku>;
  /** Honeycomb. */
  honeycomb?: Partial<fastly.types.input.ServiceComputeLoggingHoneycomb>;
  /** Any HTTPS endpoint. */
  https?: Partial<fastly.types.input.ServiceComputeLoggingHttp>;
  /** Apache Kafka. */
  kafka?: Partial<fastly.types.input.ServiceComputeLoggingKafka>;
  /** Amazon Kinesis Data Streams. */
  kinesis?: Partial<fastly.types.input.ServiceComputeLoggingKinese>;
  /** Logentries. */
  logentries?: Partial<fastly.types.input.ServiceComputeLoggingLogentry>;
  /** Loggly. */
  loggly?: Partial<fastly.types.input.ServiceComputeLoggingLoggly>;
  /** Log Shuttle. */
  logshuttle?: Partial<fastly.types.input.ServiceComputeLoggingLogshuttle>;
  /** New Relic Logs. */
  newrelic?: Partial<fastly.types.input.ServiceComputeLoggingNewrelic>;
  /** New Relic by OTLP. */
  newrelicotlp?: Partial<fastly.types.input.ServiceComputeLoggingNewrelicotlp>;
  /** OpenStack. */
  openstack?: Partial<fastly.types.input.ServiceComputeLoggingOpenstack>;
  /** Papertrail. */
  papertrail?: Partial<fastly.types.input.ServiceComputeLoggingPapertrail>;
  /** Amazon S3 and compatible storage. */
  s3?: Partial<fastly.types.input.ServiceComputeLoggingS3>;
  /** Scalyr. */
  scalyr?: Partial<fastly.types.input.ServiceComputeLoggingScalyr>;
  /** SFTP. */
  sftp?: Partial<fastly.types.input.ServiceComputeLoggingSftp>;
  /** Splunk. */
  splunk?: Partial<fastly.types.input.ServiceComputeLoggingSplunk>;
  /** Sumo Logic. */
  sumologic?: Partial<fastly.types.input.ServiceComputeLoggingSumologic>;
  /** Syslog. */
  syslog?: Partial<fastly.types.input.ServiceComputeLoggingSyslog>;
}
