import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { activeVersion, LocalFastly } from "../../local/api";
import { makePackage } from "../../sdk/package";
import { diagnosticsOf } from "../support/diagnostics";
import { describeOnEachEngine } from "../support/engines";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.backends.api]
address = "api.example.com"

[setup.kv_stores.carts]

[setup.dictionaries.settings.items.region]
value = "eu"
`;
const PROGRAM = 'module.exports = { id: new ComputeService("edge", { directory: "./app", ARGS }).serviceId };';
const COMPONENT = "fastly-compute:index:ComputeService (edge)";
const SERVICE = "fastly:index:ServiceCompute (edge)";

/** A service that the Fastly CLI and the web interface have made, and the manifest that names it. */
interface Live {
  fastly: LocalFastly;
  id: string;
  store: string;
  manifest: string;
  /** The number of requests that made it. */
  writes: number;
}

/** A package that is not the project's. */
async function archive(): Promise<Buffer> {
  const directory = makeProject({
    "fastly.toml": MANIFEST,
    "bin/main.wasm": Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]),
  });
  const request = {
    directory,
    name: "old",
    scripts: { envVars: [] },
    manifestText: MANIFEST,
    manifestName: "fastly.toml",
  };
  const made = await makePackage({ ...request, language: "other", preview: false, log: () => {} });
  return readFileSync(made?.path ?? "");
}

async function makeLive(): Promise<Live> {
  const fastly = await LocalFastly.start();
  const call = async (method: string, path: string, form: Record<string, string> = {}) => {
    const response = await fetch(`${fastly.url}${path}`, {
      method,
      headers: { "Fastly-Key": fastly.token, "content-type": "application/x-www-form-urlencoded" },
      body: method === "GET" ? undefined : new URLSearchParams(form).toString(),
    });
    assert.ok(response.ok, `${method} ${path}: ${await response.clone().text()}`);
    return (await response.json()) as { id: string };
  };
  const { id } = await call("POST", "/service", { name: "live-shop", type: "wasm", comment: "Made by hand." });
  const version = `/service/${id}/version/1`;
  await call("POST", `${version}/domain`, { name: "www.example.com" });
  await call("POST", `${version}/backend`, { name: "api", address: "old.example.com", port: "443", use_ssl: "1" });
  await call("POST", `${version}/backend`, { name: "legacy", address: "legacy.example.com", port: "8080" });
  const dictionary = (await call("POST", `${version}/dictionary`, { name: "settings" })).id;
  await call("POST", `/service/${id}/dictionary/${dictionary}/item`, { item_key: "region", item_value: "us" });
  await call("POST", `/service/${id}/dictionary/${dictionary}/item`, { item_key: "limit", item_value: "S3CRET-9" });
  await call("POST", `${version}/logging/https`, { name: "access", url: "https://logs.example.com" });
  const created = await fetch(`${fastly.url}/resources/stores/kv`, {
    method: "POST",
    headers: { "Fastly-Key": fastly.token, "content-type": "application/json" },
    body: JSON.stringify({ name: "carts" }),
  });
  const { id: store } = (await created.json()) as { id: string };
  await call("POST", `${version}/resource`, { name: "carts", resource_id: store });
  const form = new FormData();
  form.set("package", new Blob([await archive()]), "package.tar.gz");
  const uploaded = await fetch(`${fastly.url}${version}/package`, {
    method: "PUT",
    headers: { "Fastly-Key": fastly.token },
    body: form,
  });
  assert.ok(uploaded.ok, await uploaded.text());
  await call("PUT", `${version}/activate`);
  const writes = fastly.requests.filter(({ method }) => method !== "GET").length;
  return { fastly, id, store, manifest: `service_id = "${id}"\n${MANIFEST}`, writes };
}

/** The arguments that keep everything of the live service. */
const keepAll = (store: string) =>
  `existingService: "adopt", domains: ["www.example.com"], generatedDomain: false,
   backends: { legacy: { address: "legacy.example.com", port: 8080, useSsl: false, sslCertHostname: "", sslSniHostname: "", overrideHost: "" } },
   dictionaries: { settings: { items: { limit: "10" } } },
   kvStores: { carts: { existingId: "${store}" } },
   logEndpoints: { access: { https: { url: "https://logs.example.com", gzipLevel: 0 } } }`;

describeOnEachEngine("taking over a service", function (engine) {
  this.timeout(120_000);
  let live: Live;
  beforeEach(async () => {
    live = await makeLive();
  });
  afterEach(() => live.fastly.stop());
  after(removeProjects);

  const open = (args: string, manifest = live.manifest): Promise<TestStack> =>
    testStack({
      files: { "app/fastly.toml": manifest, "app/bin/main.wasm": TINY_WASM },
      program: PROGRAM.replace("ARGS", args),
      fastly: live.fastly,
      engine,
    });

  async function refused(test: TestStack): Promise<Record<string, string>> {
    const before = live.fastly.state();
    for (const operation of ["preview", "up"] as const) {
      const { ok, text } = await test.show(operation);
      assert.equal(ok, false, text);
    }
    assert.deepEqual(live.fastly.state(), before);
    return diagnosticsOf((await test.show("preview")).text);
  }

  it("imports and updates the service in one up, shows that in preview, and keeps its name and comment", async () => {
    const test = await open(keepAll(live.store));
    const preview = await test.show("preview");
    assert.ok(preview.ok, preview.text);
    assert.ok(
      preview.events.some((event) => event.kind === "step" && event.op === "import"),
      preview.text,
    );
    assert.match(preview.text, /~ {2}fastly:index:ServiceCompute edge update \[diff: .*backends/);
    assert.match(preview.text, /~ {2}fastly:index:ServiceDictionaryItems edge-settings update \[diff: .*~items/);
    assert.deepEqual(test.writes().slice(live.writes), []);

    const run = await test.show("up");
    assert.ok(run.ok, run.text);
    assert.equal(run.outputs.id, live.id);
    const service = live.fastly.service(live.id);
    assert.equal(service.name, "live-shop");
    assert.equal(service.comment, "Made by hand.");
    const version = activeVersion(service);
    assert.equal(version?.number, 2);
    assert.deepEqual(version.backends.map(({ name, address }) => [name, address]).sort(), [
      ["api", "api.example.com"],
      ["legacy", "legacy.example.com"],
    ]);
    assert.deepEqual(
      version.links.map(({ name, resource_id }) => [name, resource_id]),
      [["carts", live.store]],
    );
    assert.deepEqual(live.fastly.dictionaryItems(live.id, "settings"), { region: "eu", limit: "10" });
    assert.equal(live.fastly.services().length, 1);
    assert.equal(test.read("app/fastly.toml"), live.manifest);

    const again = await test.show("up");
    assert.deepEqual(Object.keys(again.changes), ["same"]);
    test.edit("index.js", 'existingService: "adopt", ', "");
    const without = await test.show("up");
    assert.ok(without.ok, without.text);
    assert.deepEqual(live.fastly.service(live.id).versions.length, 2);
  });

  it("is refused when something would be lost, and the error has the lines that keep it", async () => {
    const told = await refused(
      await open(`existingService: "adopt", kvStores: { carts: { existingId: "${live.store}" } }`),
    );
    assert.deepEqual(Object.keys(told), [SERVICE]);
    assert.equal(
      told[SERVICE],
      `error: before hook "edge-check-update" failed: ComputeService "edge": the service ${live.id} has something that the program does not declare, and would lose it [undeclared]
Declare it, or let it be removed with { removeUndeclared: true }.
Add these lines to the arguments:
  domains: ["www.example.com"],
  backends: { legacy: { address: "legacy.example.com", port: 8080, useSsl: false, sslCertHostname: "", sslSniHostname: "", overrideHost: "" } },
  logEndpoints: { access: { https: { url: "https://logs.example.com", gzipLevel: 0 } } },
Add these to [setup.dictionaries] or to the arguments:
  the dictionary settings has more items: "limit"`,
    );
  });

  it("removes undeclared parts with removeUndeclared", async () => {
    const test = await open(
      `existingService: "adopt", removeUndeclared: true, kvStores: { carts: { existingId: "${live.store}" } }`,
    );
    const run = await test.show("up");
    assert.ok(run.ok, run.text);
    const version = activeVersion(live.fastly.service(live.id));
    assert.deepEqual(
      version?.backends.map(({ name }) => name),
      ["api"],
    );
    assert.deepEqual(live.fastly.dictionaryItems(live.id, "settings"), { region: "eu" });
    assert.deepEqual(version?.links.length, 1);
  });

  it("never makes a second store for a link that exists", async () => {
    const told = await refused(await open('existingService: "adopt", removeUndeclared: true'));
    assert.deepEqual(Object.keys(told), [COMPONENT]);
    assert.match(told[COMPONENT] ?? "", new RegExp(`kvStores: \\{ carts: \\{ existingId: "${live.store}" \\} \\},$`));
    assert.deepEqual(Object.keys(live.fastly.stores().kv), ["carts"]);
  });

  it("is refused while the stack has another service, because the engine would delete that", async () => {
    const test = await open('existingService: "ignore", writeServiceId: false, serviceName: "own"');
    const first = await test.show("up");
    assert.ok(first.ok, first.text);
    test.edit("index.js", 'existingService: "ignore", writeServiceId: false', 'existingService: "adopt"');
    const told = await refused(test);
    assert.deepEqual(Object.keys(told), [COMPONENT]);
    assert.match(
      told[COMPONENT] ?? "",
      new RegExp(`the stack already has the service ${first.outputs.id} for this component`),
    );
    assert.equal(live.fastly.services().length, 2);
  });

  it("is refused while a failed run left a service of the stack behind", async () => {
    const test = await open('existingService: "ignore", writeServiceId: false, serviceName: "own"');
    live.fastly.inject({ method: "PUT", path: /\/package$/, fault: { status: 500 } });
    assert.equal((await test.show("up")).ok, false);
    test.edit("index.js", 'existingService: "ignore", writeServiceId: false', 'existingService: "adopt"');
    const told = await refused(test);
    assert.match(told[COMPONENT] ?? "", /the stack already has the service \w+ for this component/);
  });

  it("reports a service that Fastly does not have, or that is no Compute service", async () => {
    const gone = live.manifest.replace(live.id, "0000000000000000000000");
    assert.match(
      (await refused(await open('existingService: "adopt"', gone)))[COMPONENT] ?? "",
      /Fastly has no such service/,
    );
    const response = await fetch(`${live.fastly.url}/service`, {
      method: "POST",
      headers: { "Fastly-Key": live.fastly.token, "content-type": "application/x-www-form-urlencoded" },
      body: "name=vcl&type=vcl",
    });
    const { id } = (await response.json()) as { id: string };
    const vcl = live.manifest.replace(live.id, id);
    assert.match(
      (await refused(await open('existingService: "adopt"', vcl)))[COMPONENT] ?? "",
      /it is not a Compute service/,
    );
  });

  it("makes a new service when the manifest names none", async () => {
    const test = await open('existingService: "adopt"', MANIFEST);
    const run = await test.show("up");
    assert.ok(run.ok, run.text);
    assert.ok(test.read("app/fastly.toml").includes(`service_id = "${run.outputs.id}"`));
    // Its own id is in the manifest now, and among the component's inputs.
    live.fastly.clearRequests();
    const second = await test.show("up");
    assert.ok(second.ok, second.text);
    assert.deepEqual(test.writes(), []);
    assert.deepEqual(Object.keys((await test.show("up")).changes), ["same"]);
  });

  it("takes over what the Fastly CLI deployed, once its generated domain is declared", async function () {
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed for this platform");
      this.skip();
    }
    const manifest =
      'manifest_version = 3\nname = "cli-shop"\nlanguage = "other"\n\n[setup.backends.api]\naddress = "api.example.com"\n';
    const test = await open('existingService: "adopt"', manifest);
    const cli = fastlyCli({ url: live.fastly.url, token: live.fastly.token });
    const cwd = `${test.directory}/app`;
    await cli(["compute", "pack", "--wasm-binary", "bin/main.wasm"], { cwd });
    await cli(["compute", "deploy", "-i", "--status-check-off"], { cwd });
    const deployed = live.fastly.service("cli-shop");
    const domain = activeVersion(deployed)?.domains[0]?.name ?? "";
    assert.match(domain, /\.edgecompute\.app$/);

    const told = await refused(test);
    const line = `domains: ["${domain}"], generatedDomain: false,`;
    assert.ok(told[SERVICE]?.includes(line), told[SERVICE]);
    test.edit("index.js", 'existingService: "adopt"', `existingService: "adopt", ${line}`);
    const run = await test.show("up");
    assert.ok(run.ok, run.text);
    assert.equal(run.outputs.id, deployed.id);
    assert.equal(activeVersion(live.fastly.service(deployed.id))?.number, 2);
  });
});
