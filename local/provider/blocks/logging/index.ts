import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { Block } from "../block";
import * as collectors from "./collectors";
import * as objectStorage from "./objectStorage";
import * as platforms from "./platforms";

/** The 28 kinds of log endpoint in the provider's order. */
export const logging = (major: ProviderMajor): readonly Block[] => [
  objectStorage.s3,
  collectors.papertrail,
  collectors.sumologic,
  objectStorage.gcs,
  platforms.bigquery,
  collectors.syslog,
  collectors.logentries,
  collectors.splunk,
  objectStorage.blobstorage,
  collectors.https,
  collectors.elasticsearch,
  objectStorage.ftp,
  objectStorage.sftp,
  platforms.datadog,
  collectors.loggly,
  platforms.googlepubsub,
  platforms.grafanacloudlogs,
  collectors.scalyr,
  platforms.newrelic,
  platforms.newrelicotlp(major),
  platforms.kafka(major),
  collectors.heroku,
  collectors.honeycomb,
  collectors.logshuttle,
  objectStorage.openstack,
  objectStorage.digitalocean,
  objectStorage.cloudfiles,
  platforms.kinesis,
];
