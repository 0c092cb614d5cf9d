import { join } from "node:path";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { ComputeService } from "pulumi-fastly-compute";

const config = new pulumi.Config();
const zone = config.get("zone") ?? "example.com";

const signer = new tls.PrivateKey("signer", { algorithm: "ED25519" });
const password = new random.RandomPassword("origin", { length: 32 });

const edge = new ComputeService("edge", {
  directory: join(__dirname, "app"),
  domains: [`www.${zone}`],
  backends: { api: { address: config.get("api") ?? `api.${zone}` } },
  // The app checks the origin's signatures with the public key. The origin asks the app for the password.
  dictionaries: { settings: { items: { signer: signer.publicKeyOpenssh } } },
  secretStores: { keys: { entries: { origin: password.result } } },
});

const www = new digitalocean.DnsRecord("www", {
  domain: zone,
  name: "www",
  type: "CNAME",
  value: "dualstack.example.map.fastly.net.",
  ttl: 300,
});

export const url = edge.url;
export const serviceId = edge.serviceId;
export const address = www.fqdn;
