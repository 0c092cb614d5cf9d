import assert from "node:assert/strict";
import type { Policy } from "@pulumi/policy";
import type { EngineEvent, PolicyPackOptions } from "../../local/index";
import { computePolicies } from "../../sdk/policy";
import { callApi } from "../support/edge";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

/** A pack as users write it: all policies of the package, each of them mandatory. */
const PACK = {
  "rules/PulumiPolicy.yaml": "runtime: nodejs\n",
  "rules/package.json": '{ "name": "rules", "version": "1.0.0", "main": "index.js" }',
  "rules/index.js": `
const { PolicyPack } = require("@pulumi/policy");
const { computePolicies } = require("pulumi-fastly-compute/policy");
new PolicyPack("edge", { enforcementLevel: "mandatory", policies: computePolicies });
`,
};

const CONFIG: PolicyPackOptions["config"] = {
  "backend-hosts": { allow: ["*.example.com"] },
  "allowed-domains": { allow: ["*.example.com"] },
  "certificate-authorities": { allow: ["certainly"] },
  "minimum-tls-version": { minimum: "1.3", configurations: { default: "1.2", TLS12: "1.2", TLS13: "1.3" } },
  "reviewed-access-lists": { lists: { "edge-blocked": { "192.0.2.0/24": "block", "192.0.2.7": "allow" } } },
  "required-log-endpoints": { require: ["https"] },
  "allowed-log-endpoints": { providers: ["https"], destinations: ["logs.example.com"] },
  "log-regions": { allow: ["eu"] },
  "no-plaintext-secrets": { allowKeys: ["PUBLIC_*"] },
  "package-size": { maxMegabytes: 0.001 },
  "paid-products": { allow: ["websockets"], stacks: ["prod"] },
};

const manifest = (setup: string) => `manifest_version = 3
name = "shop"
language = "other"

${setup}`;

const GOOD = {
  "good/bin/main.wasm": TINY_WASM,
  "good/fastly.toml": manifest(`[setup.backends.api]
address = "api.example.com"

[setup.dictionaries.settings.items.region]
value = "eu"

[setup.dictionaries.settings.items.PUBLIC_TOKEN]
value = "pk-0123456789"

[setup.config_stores.options.items.greeting]
value = "hello"

[setup.log_endpoints.access]
provider = "https"

[setup.products.websockets]
enable = true
`),
};

const GOOD_PROGRAM = `
new ComputeService("edge", {
  directory: "./good",
  domains: ["www.example.com"],
  generatedDomain: false,
  forceDestroy: false,
  release: {},
  acls: { blocked: { entries: { "192.0.2.7/32": "allow", "192.0.2.0/24": "block" } } },
  logEndpoints: { access: { https: { url: "https://logs.example.com/ingest", processingRegion: "eu" } } },
}, { protect: true });
const { Certificate } = require("pulumi-fastly-compute");
new Certificate("www", { domains: ["*.example.com"], configurationId: "TLS13" });
`;

const BAD = {
  "bad/bin/main.wasm": Buffer.concat([TINY_WASM, custom(4000)]),
  "bad/fastly.toml": manifest(`[setup.backends.api]
address = "api.example.net"
port = 80

[setup.dictionaries.settings.items.API_KEY]
value = "correct horse"

[setup.config_stores.options.items.blob]
value = "q8Zt3LxV0pYw7NbK2sRd"

[setup.log_endpoints.access]
provider = "syslog"

[setup.products.fanout]
enable = true

[setup.products.websockets]
enable = true
`),
  "quiet/bin/main.wasm": TINY_WASM,
  "quiet/fastly.toml": manifest(""),
};

const BAD_PROGRAM = `
const fastly = require("@pulumi/fastly");
const shared = { cache: { existingId: "<store>" } };
new ComputeService("edge", {
  directory: "./bad",
  domains: ["www.example.net"],
  configStores: { options: { forceDestroy: true } },
  kvStores: shared,
  acls: { blocked: { entries: { "198.51.100.0/24": "block", "192.0.2.0/24": "allow" } } },
  logEndpoints: { access: { syslog: { address: "logs.example.net", useTls: false, processingRegion: "us" } } },
});
new ComputeService("quiet", {
  directory: "./quiet", serviceName: "quiet", forceDestroy: false, generatedDomain: false, domains: ["q.example.com"],
  kvStores: shared, release: { onFailure: "keep" },
}, { protect: true });
new fastly.ServiceCompute("bare", {
  name: "bare", domains: [{ name: "bare.example.com" }], package: { filename: "./quiet/bin/main.wasm" },
}, { protect: true });
const { Certificate } = require("pulumi-fastly-compute");
new fastly.TlsActivation("mine", { certificateId: "CERT", domain: "api.example.com", configurationId: "TLS12" });
new Certificate("q", { domains: ["q.example.com"], authority: "globalsign" });
new Certificate("q12", { domains: ["q.example.com"], configurationId: "TLS12" });
new Certificate("unknown", { domains: ["example.net", "*.www.example.net"], configurationId: "TLS99" });
`;

/** A custom section, which a module ignores, with this many bytes that do not compress. */
function custom(size: number): Buffer {
  const noise = Buffer.alloc(size);
  let state = 1;
  for (let index = 1; index < size; index++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    noise[index] = state >> 16;
  }
  return Buffer.concat([Buffer.from([0, (size & 0x7f) | 0x80, size >> 7]), noise]);
}

/** The violations without their remedies. Each remedy must be that of the policy. */
const found = (events: EngineEvent[], level: string) =>
  events.flatMap((event) => {
    if (event.kind !== "policy" || event.level !== level) return [];
    const [, problem = "", ...remedy] = event.message.split("\n");
    if (level !== "remediate") assert.equal(remedy.join("\n"), remedyOf(event.policy));
    return [`${event.policy} (${event.urn?.split("::").at(-1) ?? "stack"}): ${problem}`];
  });

const remedyOf = (name: string) =>
  (computePolicies as Policy[]).find((policy) => policy.name === name)?.remediationSteps;

describe("the policies of the package, run by a pack", function () {
  this.timeout(120_000);
  const stacks: TestStack[] = [];
  after(async () => {
    for (const each of stacks) await each.stop();
    removeProjects();
  });

  async function reviewed(files: Record<string, string | Buffer>, program: string, config = CONFIG, stack = "prod") {
    const test = await testStack({
      ...{ files: { ...PACK, ...files }, program, stack },
      policyPacks: [{ directory: "rules", config }],
    });
    stacks.push(test);
    return test;
  }

  it("pass a service without violations", async () => {
    const test = await reviewed(GOOD, GOOD_PROGRAM);
    const { ok, text, events } = await test.show("preview");
    assert.deepEqual(found(events, "mandatory"), []);
    assert.deepEqual(found(events, "advisory"), []);
    assert.equal(ok, true, text);
    assert.match(text, /\nPolicies:\n {4}✅ edge@v1\.0\.0\n/);
  });

  it("refuse each violation, and never show a value", async () => {
    const config = { ...CONFIG, "paid-products": { allow: ["websockets"], stacks: ["staging"] } };
    const test = await reviewed(BAD, BAD_PROGRAM, config);
    const { id } = await callApi(test.fastly, "POST", "/resources/stores/kv", { name: "cache" });
    test.edit("index.js", "<store>", id);
    const { exitCode, text, events } = await test.show("preview");
    const generated = /shop-\w+\.edgecompute\.app/;
    assert.deepEqual(
      found(events, "mandatory")
        .map((line) => line.replace(generated, "<generated>").replace(id, "<store>"))
        .sort(),
      [
        "allowed-domains (edge-www.example.net): The service answers for www.example.net.",
        'allowed-log-endpoints (edge-access): The log endpoint "access" is of the kind syslog.',
        'allowed-log-endpoints (edge-access): The log endpoint "access" sends to logs.example.net.',
        'backend-hosts (edge-api): The backend "api" is at api.example.net.',
        'backend-tls (edge): The service does not use TLS to the backend "api" (api.example.net).',
        "certificate-authorities (mine): The certificate of api.example.com was uploaded, so its authority is unknown.",
        'certificate-authorities (q): The certificate "q" comes from globalsign.',
        'log-regions (edge-access): Logs to "access" are processed in the region us.',
        'log-tls (edge-access): The log endpoint "access" (syslog) sends in plain text.',
        'managed-services (bare): The service "bare" is declared without a ComputeService.',
        'minimum-tls-version (mine): The certificate "mine" is served with the TLS configuration TLS12, which takes TLS 1.2.',
        'minimum-tls-version (q): The certificate "q" is served with the TLS configuration default, which takes TLS 1.2.',
        'minimum-tls-version (q12): The certificate "q12" is served with the TLS configuration TLS12, which takes TLS 1.2.',
        'minimum-tls-version (unknown): The certificate "unknown" is served with the TLS configuration TLS99, which the policy does not know.',
        'no-force-destroy (edge): The service "edge" has forceDestroy.',
        'no-force-destroy (edge-options): The store "options" has forceDestroy.',
        "no-generated-domain (edge-generated): The service answers for the generated domain <generated>.",
        'no-plaintext-secrets (edge-options): The item "blob" of the config store "edge-options" looks like a secret: it looks random.',
        'no-plaintext-secrets (edge-settings): The item "API_KEY" of the dictionary "edge-settings" looks like a secret: its key says so.',
        'package-size (edge): The package of "edge" has 5 kB, but the budget is 0.001 MB.',
        'paid-products (edge-fanout): The product "fanout" is enabled.',
        'paid-products (edge-websockets): The product "websockets" is enabled in the stack "prod".',
        'protection (edge): The service "edge" is not protected.',
        'required-log-endpoints (edge): The service "edge" has no log endpoint "https".',
        'required-log-endpoints (quiet): The service "quiet" has no log endpoint.',
        'reviewed-access-lists (edge-blocked): The list "edge-blocked" allows 192.0.2.0/24, which was not reviewed.',
        'reviewed-access-lists (edge-blocked): The list "edge-blocked" blocks 198.51.100.0/24, which was not reviewed.',
        'reviewed-access-lists (edge-blocked): The list "edge-blocked" no longer has 192.0.2.7/32.',
        'stores-not-shared (quiet): The services "edge" and "quiet" share the store "<store>".',
      ],
    );
    assert.deepEqual(found(events, "advisory").sort(), [
      "certificate-required (edge-www.example.net): The stack has no certificate for www.example.net: browsers refuse a domain without one.",
      'release-required (edge): The service "edge" is released without [release].',
      'release-required (quiet): The service "quiet" keeps a version that fails.',
      'verify-required (edge): Nothing checks whether the service "edge" answers.',
    ]);
    const judged = events.flatMap((event) => (event.kind === "policy" ? [event.policy] : []));
    assert.deepEqual([...new Set(judged)].sort(), (computePolicies as Policy[]).map(({ name }) => name).sort());
    assert.match(
      text,
      /\n( +)The backend "api" is at api\.example\.net\.\n\1Give the backend an allowed address, or add the host to the policy's \[allow\]\.\n/,
    );
    assert.equal(exitCode, 1);
    assert.ok(!text.includes("correct horse") && !text.includes("q8Zt3LxV0pYw7NbK2sRd"), text);
    assert.match(text, /\n {8}- \[mandatory\] {2}backend-hosts {2}\(fastly-compute:index:Backend: edge-api\)\n/);
  });

  it("stop an up before anything is created at Fastly, or change resources, as the pack is configured", async () => {
    const program = `new ComputeService("edge", {
      directory: "./app",
      kvStores: { cache: {} },
    });`;
    const files = {
      "app/bin/main.wasm": TINY_WASM,
      "app/fastly.toml": manifest('[setup.backends.api]\naddress = "api.example.net"\nport = 80\n'),
    };
    const hosts = { allow: ["*.example.com"], enforcementLevel: "mandatory" };
    const test = await reviewed(files, program, { all: "advisory", "backend-hosts": hosts });
    const refused = await test.show("up");
    assert.equal(refused.exitCode, 1);
    assert.deepEqual(found(refused.events, "mandatory"), [
      'backend-hosts (edge-api): The backend "api" is at api.example.net.',
    ]);
    assert.deepEqual(test.writes(), []);

    const config = { all: "advisory", "backend-tls": "remediate", "no-force-destroy": "remediate" };
    const { fastly, directory } = test;
    const remedied = await testStack({
      ...{ files: {}, program, stack: "prod", fastly, directory },
      policyPacks: [{ directory: "rules", config }],
    });
    const first = await remedied.show("up");
    assert.deepEqual(first.errors, []);
    assert.deepEqual(found(first.events, "mandatory"), []);
    assert.deepEqual(
      first.events.flatMap((event) => (event.kind === "policy" && event.level === "remediate" ? [event.policy] : [])),
      ["backend-tls", "no-force-destroy"],
    );
    assert.ok(found(first.events, "advisory").includes('protection (edge): The service "edge" is not protected.'));
    const { api } = fastly.deployed("shop").backends;
    assert.deepEqual(
      [api?.address, api?.port, api?.use_ssl, api?.ssl_check_cert, api?.ssl_cert_hostname],
      ["api.example.net", 443, true, true, "api.example.net"],
    );
    const { resources } = await remedied.exportState();
    assert.equal(resources.find(({ type }) => type.endsWith(":ServiceCompute"))?.inputs.forceDestroy, false);

    const second = await remedied.show("up");
    assert.deepEqual(second.errors, []);
    assert.deepEqual(Object.keys(second.changes), ["same"]);
  });
});
