import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalFastly } from "../local/index";
import { ComputeService, type ComputeServiceArgs } from "../sdk";
import { withEveryDefault } from "../sdk/setup/everyDefault";
import { type Registered, resolved, underMocks } from "./support/mocks";
import { makeProject, removeProjects, TINY_WASM } from "./support/project";

const MANIFEST = `manifest_version = 3
name = "shop"
description = "The shop at the edge"

[setup.backends.api]
address = "api.example.com"

[setup.backends.legacy]
address = "192.0.2.1"
port = 80

[setup.dictionaries.settings.items.region]
value = "eu"

[setup.log_endpoints.access]
provider = "HTTPS"
`;

describe("ComputeService", () => {
  let cwd: string;
  beforeEach(() => {
    cwd = process.cwd();
  });
  afterEach(() => {
    process.chdir(cwd);
  });
  after(removeProjects);

  /** A program with the project in `app`, run in its own directory like a real one. */
  function inProject(manifest = MANIFEST): string {
    const directory = makeProject({ "app/fastly.toml": manifest, "app/bin/main.wasm": TINY_WASM });
    process.chdir(directory);
    return directory;
  }

  const access = { access: { https: { url: "https://logs.example.com/t/tok-123" } } };

  it("begins to pack after it has registered its known children", async () => {
    const directory = inProject('manifest_version = 3\nname = "shop"\n');
    const packed = () => existsSync(join(directory, "app/.fastly-compute"));
    await underMocks(() => {
      new ComputeService("edge", { directory: "./app" });
      assert.equal(packed(), false);
    });
    assert.equal(packed(), true);
  });

  it("declares exactly these children before the service", async () => {
    inProject();
    const registered = await underMocks(() => {
      new ComputeService("edge", { directory: "./app", domains: ["www.example.com"], logEndpoints: access });
    });
    assert.deepEqual(registered.map(({ type, name }) => `${type} ${name}`).sort(), [
      "fastly-compute:index:Backend edge-api",
      "fastly-compute:index:Backend edge-legacy",
      "fastly-compute:index:ComputeService edge",
      "fastly-compute:index:Dictionary edge-settings",
      "fastly-compute:index:Domain edge-generated",
      "fastly-compute:index:Domain edge-www.example.com",
      "fastly-compute:index:LogEndpoint edge-access",
      "fastly:index/serviceCompute:ServiceCompute edge",
      "fastly:index/serviceDictionaryItems:ServiceDictionaryItems edge-settings",
    ]);
    assert.deepEqual(
      registered.slice(-2).map(({ type }) => type),
      ["fastly:index/serviceCompute:ServiceCompute", "fastly:index/serviceDictionaryItems:ServiceDictionaryItems"],
    );
    const inputs = Object.fromEntries(
      registered.map((resource) => [resource.type.split(":").pop() + resource.name, resource.inputs]),
    );
    assert.deepEqual(inputs.ComputeServiceedge, { manifest: "app/fastly.toml", name: "shop" });
    assert.deepEqual(inputs["Backendedge-api"], {
      name: "api",
      address: "api.example.com",
      port: 443,
      useSsl: true,
      sslCheckCert: true,
      sslCertHostname: "api.example.com",
      sslSniHostname: "api.example.com",
      overrideHost: "api.example.com",
      clientCertificate: false,
    });
    assert.deepEqual(inputs["Backendedge-legacy"], {
      name: "legacy",
      address: "192.0.2.1",
      port: 80,
      useSsl: false,
      sslCheckCert: true,
      clientCertificate: false,
    });
    assert.deepEqual(inputs["Dictionaryedge-settings"], { name: "settings", keys: ["region"] });
    assert.deepEqual(inputs["Domainedge-www.example.com"], { name: "www.example.com", generated: false });
    assert.deepEqual(inputs["LogEndpointedge-access"], {
      name: "access",
      provider: "https",
      destination: "https://logs.example.com",
      processingRegion: "none",
      encrypted: true,
    });
    assert.deepEqual(inputs["ServiceDictionaryItemsedge-settings"], {
      serviceId: "edge-id",
      dictionaryId: "id-of-settings",
      items: { region: "eu" },
      manageItems: true,
    });
  });

  it("passes the manifest's setup and the package to the service", async () => {
    inProject();
    const service = serviceOf(
      await underMocks(() => {
        new ComputeService("edge", { directory: "./app", logEndpoints: access });
      }),
    );
    const { domains, package: pkg, ...rest } = service.inputs;
    assert.match((domains as { name: string }[])[0]?.name ?? "", /^project-[0-9a-f]{10}\.edgecompute\.app$/);
    assert.deepEqual(Object.keys(pkg as object).sort(), ["filename", "sourceCodeHash"]);
    assert.equal((pkg as { filename: string }).filename, "app/pkg/shop.tar.gz");
    const said = {
      name: "shop",
      comment: "The shop at the edge",
      activate: true,
      stage: false,
      versionComment: "project/stack/edge, configuration 40cd9e8f36e7",
      forceDestroy: true,
      backends: [
        {
          name: "api",
          address: "api.example.com",
          port: 443,
          useSsl: true,
          sslCheckCert: true,
          sslCertHostname: "api.example.com",
          sslSniHostname: "api.example.com",
          overrideHost: "api.example.com",
        },
        { name: "legacy", address: "192.0.2.1", port: 80, useSsl: false, sslCheckCert: true },
      ],
      dictionaries: [{ name: "settings", forceDestroy: true }],
      loggingHttps: [{ name: "access", url: "https://logs.example.com/t/tok-123" }],
    };
    assert.deepEqual(rest, withEveryDefault(said));
  });

  it("writes the service id into the manifest after up, and nothing in preview", async () => {
    const directory = inProject();
    const file = join(directory, "app/fastly.toml");
    let id: string | undefined;
    const program = async () => {
      const edge = new ComputeService("edge", { directory: "./app", logEndpoints: access });
      id = await resolved(edge.serviceId);
    };
    await underMocks(program, { preview: true });
    assert.equal(readFileSync(file, "utf8"), MANIFEST);

    await underMocks(program);
    assert.equal(id, "edge-id");
    assert.equal(
      readFileSync(file, "utf8"),
      MANIFEST.replace('at the edge"\n', 'at the edge"\nservice_id = "edge-id"\n'),
    );
  });

  it("packs the same package with and without a service id in the manifest", async () => {
    const hashes: string[] = [];
    for (const manifest of [MANIFEST, MANIFEST.replace("name =", 'service_id = "abc"\nname =')]) {
      inProject(manifest);
      const service = serviceOf(
        await underMocks(() => {
          new ComputeService("edge", { directory: "./app", logEndpoints: access, writeServiceId: false });
        }),
      );
      hashes.push((service.inputs.package as { sourceCodeHash: string }).sourceCodeHash);
    }
    assert.equal(hashes[0], hashes[1]);
  });

  it("sends no request about the manifest's service under mocks with writeServiceId: false", async () => {
    inProject(MANIFEST.replace("name =", 'service_id = "abc"\nname ='));
    const fastly = await LocalFastly.start({ edge: false });
    process.env.FASTLY_API_URL = fastly.url;
    try {
      await underMocks(async () => {
        const edge = new ComputeService("edge", { directory: "./app", logEndpoints: access, writeServiceId: false });
        assert.equal(await resolved(edge.serviceId), "edge-id");
      });
    } finally {
      delete process.env.FASTLY_API_URL;
      await fastly.stop();
    }
    assert.deepEqual(fastly.requests, []);
  });

  it("keeps the generated domain when others are added, and removes it with generatedDomain: false", async () => {
    inProject('name = "shop"\n');
    const domainsOf = async (args: Partial<ComputeServiceArgs>) => {
      const registered = await underMocks(() => {
        new ComputeService("edge", { directory: "./app", ...args });
      });
      return (serviceOf(registered).inputs.domains as { name: string }[]).map((domain) => domain.name);
    };
    const [generated] = await domainsOf({});
    assert.deepEqual(await domainsOf({ domains: ["a.example.com"] }), ["a.example.com", generated]);
    assert.deepEqual(await domainsOf({ domains: ["a.example.com"], generatedDomain: false }), ["a.example.com"]);
  });

  it("has a URL with its first domain that is no wildcard", async () => {
    inProject('name = "shop"\n');
    const urlOf = async (args: Partial<ComputeServiceArgs>) => {
      let url: string | undefined;
      await underMocks(async () => {
        url = await resolved(new ComputeService("edge", { directory: "./app", ...args }).url);
      });
      return url;
    };
    assert.equal(await urlOf({ domains: ["*.example.com", "www.example.com"] }), "https://www.example.com");
    assert.match(
      (await urlOf({ domains: ["*.example.com"] })) ?? "",
      /^https:\/\/project-[0-9a-f]{10}\.edgecompute\.app$/,
    );
    const wildcard = { domains: ["*.example.com"], generatedDomain: false };
    assert.equal(await urlOf(wildcard), undefined);
    assert.equal(await urlOf({ ...wildcard, stage: true, verify: {} }), undefined);
    for (const [args, but] of [
      [wildcard, " except *.example.com"],
      [{ generatedDomain: false }, ""],
    ] as const) {
      assert.throws(() => new ComputeService("edge", { directory: "./app", ...args, verify: {} }), {
        message: `ComputeService "edge": 1 problem [component-unusable]
[verify] has no address to ask: the service has no domain${but} [verify-without-domain]
  Add a domain without * to [domains], keep [generatedDomain] on, or remove [verify].`,
      });
    }
  });

  it("reports all mistakes at once, with file and line", async () => {
    inProject(`name = "shop"
[setup.backends.api]
[setup.backends.web]
address = "https://web.example.com/"
[setup.log_endpoints.access]
provider = "S3"
`);
    assert.throws(
      () => new ComputeService("edge", { directory: "./app", domains: ["http://x"] }),
      (error: Error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(
          error.message,
          `ComputeService "edge": 4 problems [component-unusable]
Expected [domains] to hold domain names but got "http://x" [domain-unfit]
  Give bare names such as "www.example.com", without scheme, port or path.
The backend "api" has no address (app/fastly.toml:2) [value-missing]
  Run: pulumi config set --path 'fastly-compute:edge.backends.api.address' <hostname or IP address>
Expected "setup.backends.web.address" to be a hostname or an IP address but got "https://web.example.com/" (app/fastly.toml:4) [backend-address-unfit]
  Give the bare address, without scheme, port or path. The port has a key of its own: port.
The log endpoint "access" (Amazon S3) lacks bucketName, s3AccessKey and s3SecretKey, or s3IamRole (app/fastly.toml:5) [log-setting-missing]
  Run: pulumi config set --path 'fastly-compute:edge.logEndpoints.access.s3.bucketName' <bucketName>
  Run: pulumi config set --secret --path 'fastly-compute:edge-secrets.logEndpoints.access.s3.s3AccessKey' <s3AccessKey>
  Run: pulumi config set --secret --path 'fastly-compute:edge-secrets.logEndpoints.access.s3.s3SecretKey' <s3SecretKey>
  Or, to deploy without this log endpoint, run: pulumi config set --path 'fastly-compute:edge.logEndpoints.access.enabled' false`,
        );
        return true;
      },
    );
  });

  it("leaves out a disabled log endpoint", async () => {
    inProject();
    const registered = await underMocks(() => {
      new ComputeService("edge", { directory: "./app", logEndpoints: { access: { enabled: false } } });
    });
    assert.deepEqual(
      registered.filter((resource) => resource.type.endsWith("LogEndpoint")),
      [],
    );
    assert.equal(serviceOf(registered).inputs.loggingHttps, undefined);
  });
});

function serviceOf(registered: Registered[]): Registered {
  const service = registered.find((resource) => resource.type.endsWith(":ServiceCompute"));
  assert.ok(service);
  return service;
}
