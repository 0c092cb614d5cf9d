import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { ComputeService } from "pulumi-fastly-compute";

const config = new pulumi.Config();

const assets = new aws.s3.Bucket("assets", { forceDestroy: true });
const signer = new tls.PrivateKey("signer", { algorithm: "ED25519" });
const password = new random.RandomPassword("origin", { length: 32 });

const edge = new ComputeService("edge", {
  directory: join(__dirname, "app"),
  domains: ["www.example.com"],
  backends: { api: { address: config.get("api") ?? "api.example.com" } },
  dictionaries: { settings: { items: { bucket: assets.bucket, signer: signer.publicKeyOpenssh } } },
  secretStores: { keys: { entries: { origin: password.result } } },
});

new cloudflare.DnsRecord("www", {
  zoneId: config.get("zone") ?? "0123456789abcdef",
  name: "www",
  type: "CNAME",
  content: "dualstack.example.map.fastly.net",
  ttl: 300,
});

export const url = edge.url;
export const serviceId = edge.serviceId;
