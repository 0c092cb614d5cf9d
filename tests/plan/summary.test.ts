import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import { resolved, underMocks } from "../support/mocks";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

const MANIFEST = `manifest_version = 3
name = "shop"
description = "The shop at the edge"
authors = ["dev@example.com"]
language = "other"
cloned_from = "https://github.com/fastly/compute-starter-kit-rust-default"
profile = "work"
service_id = "an-id-that-is-not-repeated"

[setup.backends.api]
address = "192.0.2.1"

[setup.dictionaries.settings.items.region]
value = "eu"

[setup.config_stores.flags.items.beta]
value = "off"

[setup.kv_stores.pages]

[setup.secret_stores.keys.entries.API_KEY]

[setup.log_endpoints.access]
provider = "s3"

[setup.products.fanout]
enable = true
`;

describe("the outputs of a ComputeService", () => {
  let cwd: string;
  beforeEach(() => {
    cwd = process.cwd();
    process.chdir(makeProject({ "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM }));
    process.env.FASTLY_API_TOKEN = "token";
  });
  afterEach(() => {
    process.chdir(cwd);
    delete process.env.FASTLY_API_TOKEN;
  });
  after(removeProjects);

  const args = {
    directory: "./app",
    generatedDomain: false,
    domains: ["www.example.com"],
    existingService: "ignore" as const,
    writeServiceId: false,
    secretStores: { keys: { entries: { API_KEY: "s3cr3t-canary" }, existingId: "shared-keys-id" } },
    logEndpoints: { access: { s3: { bucketName: "logs", s3AccessKey: "key-canary", s3SecretKey: "secret-canary" } } },
  };

  it("describe the service in the same shape for all kinds, and contain no secret", async () => {
    let edge: ComputeService | undefined;
    await underMocks(() => {
      edge = new ComputeService("edge", { ...args, backends: { api: { port: 80 } } });
    });
    const { manifest, domains, backends, dictionaries, stores, logEndpoints, products } = edge as ComputeService;
    const summary = await resolved(
      pulumi.output({ manifest, domains, backends, dictionaries, stores, logEndpoints, products }),
    );
    assert.deepEqual(summary, {
      manifest: {
        path: "app/fastly.toml",
        name: "shop",
        manifestVersion: 3,
        language: "other",
        description: "The shop at the edge",
        authors: ["dev@example.com"],
        clonedFrom: "https://github.com/fastly/compute-starter-kit-rust-default",
        profile: "work",
      },
      domains: ["www.example.com"],
      backends: [
        { name: "api", address: "192.0.2.1", port: 80, useSsl: false, sslCheckCert: true, clientCertificate: false },
      ],
      dictionaries: [{ name: "settings", keys: ["region"] }],
      stores: [
        {
          kind: "config",
          name: "flags",
          id: "edge-flags-id",
          store: "project-stack-edge-flags",
          existing: false,
          keys: ["beta"],
          forceDestroy: false,
        },
        {
          kind: "kv",
          name: "pages",
          id: "edge-pages-id",
          store: "project-stack-edge-pages",
          existing: false,
          keys: [],
          forceDestroy: false,
        },
        {
          kind: "secret",
          name: "keys",
          id: "shared-keys-id",
          existing: true,
          keys: ["API_KEY"],
          forceDestroy: false,
        },
      ],
      logEndpoints: [
        { name: "access", provider: "s3", destination: "logs", processingRegion: "none", encrypted: true },
      ],
      products: [{ name: "fanout" }],
    });
  });

  it("are unknown only where values are not known yet", async () => {
    let edge: ComputeService | undefined;
    await underMocks(
      () => {
        const unknown = pulumi.output(pulumi.unknown) as unknown as pulumi.Output<string>;
        edge = new ComputeService("edge", { ...args, backends: { api: { address: unknown } } });
      },
      { preview: true },
    );
    const isKnown = (output: pulumi.Output<unknown>) => (output as unknown as { isKnown: Promise<boolean> }).isKnown;
    const { backends, domains, stores } = edge as ComputeService;
    assert.deepEqual(await Promise.all([backends, domains, stores].map(isKnown)), [false, true, true]);
  });
});
