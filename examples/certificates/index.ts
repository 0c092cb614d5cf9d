import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { Certificate, ComputeService, IssuedCertificate } from "pulumi-fastly-compute";

const config = new pulumi.Config();
const [atAws, atCloudflare] = ["www.example.com", "www.example.net"];

const service = new ComputeService("edge", {
  directory: join(__dirname, "app"),
  generatedDomain: false,
  versionlessDomains: { [atAws]: {}, [atCloudflare]: {} },
});

const first = new Certificate("com", { domains: [atAws] }, { dependsOn: service });
for (const [name, record] of [
  ["com-challenge", first.challengeRecords[0]],
  ["com-traffic", first.trafficRecords[0]],
] as const) {
  new aws.route53.Record(name, {
    zoneId: config.get("awsZone") ?? "Z0123456789",
    name: record.name,
    type: record.type,
    ttl: record.ttl,
    records: record.values,
  });
}

const second = new Certificate("net", { domains: [atCloudflare] }, { dependsOn: service });
for (const [name, record] of [
  ["net-challenge", second.challengeRecords[0]],
  ["net-traffic", second.trafficRecords[0]],
] as const) {
  new cloudflare.DnsRecord(name, {
    zoneId: config.get("cloudflareZone") ?? "0123456789abcdef",
    name: record.name,
    type: record.type,
    ttl: record.ttl,
    content: record.values[0],
    proxied: false,
  });
}

// The run waits for both certificates. When the run ends, browsers accept the domains.
const issued = [first, second].map(
  ({ subscriptionId }, index) => new IssuedCertificate(`issued-${index}`, { subscriptionId, timeoutSeconds: 600 }),
);
export const notAfter = issued.map((certificate) => certificate.notAfter);
