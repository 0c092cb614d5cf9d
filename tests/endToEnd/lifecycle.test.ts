import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { activeVersion } from "../../local/api";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { removeProjects } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const MANIFEST = `# The shop.
manifest_version = 3
name = "shop"
description = "The shop at the edge"
language = "other"

[scripts]
build = "mkdir -p bin && printf '\\\\0asm\\\\1\\\\0\\\\0\\\\0' > bin/main.wasm && cat src.txt >> bin/main.wasm && echo built >> builds.log"

[setup.backends.api]
address = "api.example.com"

[setup.backends.legacy]
address = "192.0.2.1"
port = 80

[setup.dictionaries.settings.items.region]
value = "eu"

[setup.log_endpoints.access]
provider = "HTTPS"

[setup.log_endpoints.archive]
provider = "S3"

[setup.log_endpoints.audit]
provider = "syslog"
`;

const PROGRAM = `
const edge = new ComputeService("edge", {
  directory: "./app",
  domains: ["www.example.com"],
  logEndpoints: {
    access: { https: { url: "https://logs.example.com" } },
    archive: { s3: { bucketName: "logs", s3AccessKey: "AKIAEXAMPLE", s3SecretKey: "hidden" } },
    audit: { syslog: { address: "syslog.example.com", port: 6514, useTls: true } },
  },
  build: { inputs: ["src.txt"] },
});
module.exports = { id: edge.serviceId, version: edge.activeVersion, domains: edge.domains, url: edge.url, hash: edge.packageHash, manage: edge.manageUrl };
`;

const GITIGNORE = "/app/bin/\n/app/pkg/\n/app/builds.log\n/node_modules\n/.state/\n";

describe("the life of a service", function () {
  this.timeout(120_000);
  let test: TestStack;
  let id: string;
  let generated: string;

  before(async () => {
    test = await testStack({
      files: { "app/fastly.toml": MANIFEST, "app/src.txt": "one", ".gitignore": GITIGNORE },
      program: PROGRAM,
    });
    const git = (...args: string[]) => execFileSync("git", args, { cwd: test.directory, stdio: "ignore" });
    git("init");
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-m", "start");
  });
  after(async () => {
    await test.stop();
    removeProjects();
  });

  const git = () => execFileSync("git", ["status", "--porcelain"], { cwd: test.directory, encoding: "utf8" });
  const active = () => {
    const version = activeVersion(test.fastly.service(id));
    assert.ok(version);
    return version;
  };

  it("previews every child with known values, and changes nothing", async () => {
    const { ok, text, changes } = await test.show("preview");
    assert.ok(ok, text);
    // The stack, the component, two domains, two backends, a dictionary, three log endpoints, the service, its items.
    assert.deepEqual(changes, { create: 12 });
    assert.deepEqual(test.writes(), []);
    assert.equal(git(), "");
  });

  it("deploys the service with the provider's requests and no others", async () => {
    const { ok, text, outputs, changes } = await test.show("up");
    assert.ok(ok, text);
    assert.deepEqual(changes, { create: 12 });
    id = String(outputs.id);
    assert.deepEqual(test.writes().sort(), [
      "PATCH /service/ID/dictionary/ID/items",
      "POST /service",
      "POST /service/ID/version/1/backend",
      "POST /service/ID/version/1/backend",
      "POST /service/ID/version/1/dictionary",
      "POST /service/ID/version/1/domain",
      "POST /service/ID/version/1/domain",
      "POST /service/ID/version/1/logging/https",
      "POST /service/ID/version/1/logging/s3",
      "POST /service/ID/version/1/logging/syslog",
      "PUT /service/ID",
      "PUT /service/ID/version/1",
      "PUT /service/ID/version/1/activate",
      "PUT /service/ID/version/1/package",
    ]);
    generated = (outputs.domains as string[])[1] ?? "";
    assert.match(generated, /^shop-[0-9a-f]{10}\.edgecompute\.app$/);
    assert.deepEqual(outputs, {
      id,
      version: 1,
      domains: ["www.example.com", generated],
      url: `http://www.example.com.localhost:${new URL(test.fastly.url).port}`,
      hash: active().package?.metadata.files_hash,
      manage: `${test.fastly.url}/manage/compute/services/${id}`,
    });
  });

  it("deploys the manifest's configuration", () => {
    const service = test.fastly.service(id);
    assert.equal(service.name, "shop");
    assert.equal(service.comment, "The shop at the edge");
    const { backends, domains, logging } = active();
    assert.deepEqual(
      backends
        .map((b) => [b.name, b.address, b.port, b.use_ssl, b.ssl_cert_hostname, b.ssl_sni_hostname, b.override_host])
        .sort(),
      [
        ["api", "api.example.com", 443, true, "api.example.com", "api.example.com", "api.example.com"],
        ["legacy", "192.0.2.1", 80, false, null, null, null],
      ],
    );
    assert.deepEqual(domains.map((domain) => domain.name).sort(), [generated, "www.example.com"].sort());
    assert.deepEqual(logging.map((endpoint) => endpoint.name).sort(), ["access", "archive", "audit"]);
    assert.deepEqual(test.fastly.dictionaryItems(id, "settings"), { region: "eu" });
  });

  it("shows one tree of resources: review children, the service, and the items", async () => {
    const { resources } = await test.exportState();
    const under = "fastly-compute:index:ComputeService$";
    assert.deepEqual(
      resources
        .map(({ urn }) => urn.slice("urn:pulumi:dev::shop::".length))
        .filter((urn) => !urn.startsWith("pulumi:providers:"))
        .sort(),
      [
        `${under}fastly-compute:index:Backend::edge-api`,
        `${under}fastly-compute:index:Backend::edge-legacy`,
        `${under}fastly-compute:index:Dictionary::edge-settings`,
        `${under}fastly-compute:index:Domain::edge-generated`,
        `${under}fastly-compute:index:Domain::edge-www.example.com`,
        `${under}fastly-compute:index:LogEndpoint::edge-access`,
        `${under}fastly-compute:index:LogEndpoint::edge-archive`,
        `${under}fastly-compute:index:LogEndpoint::edge-audit`,
        `${under}fastly:index/serviceCompute:ServiceCompute::edge`,
        `${under}fastly:index/serviceDictionaryItems:ServiceDictionaryItems::edge-settings`,
        "fastly-compute:index:ComputeService::edge",
        "pulumi:pulumi:Stack::shop-dev",
      ],
    );
  });

  it("has changed one line of the manifest, and built once for preview and up", () => {
    assert.equal(test.read("app/fastly.toml").replace(`service_id = "${id}"\n`, ""), MANIFEST);
    assert.equal(test.read("app/builds.log"), "built\n");
    assert.equal(git(), " M app/fastly.toml\n");
  });

  it("keeps in state a package path that is relative to the program", async () => {
    const { resources } = await test.exportState();
    const service = resources.find((resource) => resource.type.endsWith(":ServiceCompute"));
    assert.equal((service?.inputs.package as { filename?: string } | undefined)?.filename, "app/pkg/shop.tar.gz");
    assert.ok(!JSON.stringify(resources).includes(test.directory), "the state has an absolute path");
  });

  it("deploys what the Fastly CLI reads from the manifest", async function () {
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed for this platform");
      this.skip();
    }
    const cli = fastlyCli(test.fastly);
    const read = async (command: string) =>
      JSON.parse(await cli([...command.split(" "), "--service-id", id, "--json"]));
    /** The result of `list` for the active version, by name and with only these fields. */
    const list = async (kind: string, ...fields: string[]) => {
      const objects: Record<string, unknown>[] = await read(`service ${kind} list --version active`);
      const rows = objects.map((object) => [object.Name, ...fields.map((field) => object[field])]);
      return rows.sort(([a], [b]) => String(a).localeCompare(String(b)));
    };

    const { Name, Type, Comment, ActiveVersion } = await read("service describe");
    assert.deepEqual([Name, Type, Comment, ActiveVersion.Number], ["shop", "wasm", "The shop at the edge", 1]);
    const tls = ["UseSSL", "SSLCheckCert", "SSLCertHostname", "SSLSNIHostname", "OverrideHost"];
    const host = "api.example.com";
    assert.deepEqual(await list("backend", "Address", "Port", ...tls), [
      ["api", host, 443, true, true, host, host, host],
      ["legacy", "192.0.2.1", 80, false, true, null, null, null],
    ]);
    assert.deepEqual(await list("domain"), [[generated], ["www.example.com"]]);
    assert.deepEqual(await list("logging https", "URL"), [["access", "https://logs.example.com"]]);
    assert.deepEqual(await list("logging s3", "BucketName", "AccessKey"), [["archive", "logs", "AKIAEXAMPLE"]]);
    assert.deepEqual(await list("logging syslog", "Address", "Port", "UseTLS"), [
      ["audit", "syslog.example.com", 6514, true],
    ]);
    const [[name, dictionary]] = (await list("dictionary", "DictionaryID")) as [[string, string]];
    assert.equal(name, "settings");
    const items: Record<string, unknown>[] = await read(`service dictionary-entry list --dictionary-id ${dictionary}`);
    assert.deepEqual(
      items.map(({ ItemKey, ItemValue }) => [ItemKey, ItemValue]),
      [["region", "eu"]],
    );
    const archive = join(test.directory, "app/pkg/shop.tar.gz");
    assert.equal(
      (await cli(["compute", "hash-files", "--package", archive])).trim(),
      active().package?.metadata.files_hash,
    );
  });

  it("does nothing when nothing has changed", async () => {
    test.fastly.clearRequests();
    const manifest = test.read("app/fastly.toml");
    const { ok, text, changes } = await test.show("up");
    assert.ok(ok, text);
    assert.deepEqual(changes, { same: 12 });
    assert.deepEqual(test.writes(), []);
    assert.equal(test.read("app/fastly.toml"), manifest);
    assert.equal(test.read("app/builds.log"), "built\n");
  });

  it("deploys a change of the source and of an item as one version", async () => {
    test.fastly.clearRequests();
    test.write("app/src.txt", "two");
    test.edit("app/fastly.toml", 'value = "eu"', 'value = "us"');
    const { ok, text, outputs } = await test.show("up");
    assert.ok(ok, text);
    assert.equal(outputs.version, 2);
    assert.deepEqual(test.writes().sort(), [
      "PATCH /service/ID/dictionary/ID/items",
      "PUT /service/ID/version/1/clone",
      "PUT /service/ID/version/2",
      "PUT /service/ID/version/2/activate",
      "PUT /service/ID/version/2/package",
    ]);
    assert.deepEqual(test.fastly.dictionaryItems(id, "settings"), { region: "us" });
  });

  it("removes what the manifest no longer has, and keeps every domain when one is added", async () => {
    const without = test
      .read("app/fastly.toml")
      .replace(/\[setup\.backends\.legacy\][^[]*/, "")
      .replace(/\[setup\.dictionaries[^[]*/, "")
      .replace(/\[setup\.log_endpoints\.audit\][^[]*/, "");
    test.write("app/fastly.toml", without);
    test.edit("index.js", 'domains: ["www.example.com"]', 'domains: ["www.example.com", "shop.example.com"]');
    test.edit("index.js", "audit: {", "audit: { enabled: false,");
    const { ok, text } = await test.show("up");
    assert.ok(ok, text);
    const { backends, dictionaries, domains, logging } = active();
    assert.deepEqual(
      backends.map(({ name }) => name),
      ["api"],
    );
    assert.deepEqual(dictionaries, []);
    assert.deepEqual(logging.map(({ name }) => name).sort(), ["access", "archive"]);
    assert.deepEqual(domains.map(({ name }) => name).sort(), [generated, "shop.example.com", "www.example.com"].sort());

    const again = await test.show("up");
    assert.ok(again.ok, again.text);
    assert.deepEqual(Object.keys(again.changes), ["same"]);
  });

  it("leaves nothing at Fastly after destroy", async () => {
    const { ok, text } = await test.show("destroy");
    assert.ok(ok, text);
    assert.deepEqual(test.fastly.services(), []);
  });

  it("can start again: a new service replaces the deleted one's id", async () => {
    const { ok, text, outputs } = await test.show("up");
    assert.ok(ok, text);
    assert.match(text, new RegExp(`The service ${id} of app/fastly.toml no longer exists at Fastly`));
    assert.notEqual(outputs.id, id);
    assert.ok(test.read("app/fastly.toml").includes(`service_id = "${outputs.id}"`));
  });
});
