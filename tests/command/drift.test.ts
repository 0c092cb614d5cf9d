import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { differencesOf, encryptedIn } from "../../sdk/command/differences";
import { type Drift, driftOf } from "../../sdk/command/drift";
import { ENCRYPTED, resourcesOf } from "../../sdk/command/exported";
import { fastlyClient } from "../../sdk/fastly/client";
import { OWN_KINDS } from "../../sdk/setup/kinds";
import { carryOut, driftIn, edit as editActive } from "../support/drift";
import { callApi } from "../support/edge";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { makeProject, removeProjects } from "../support/project";
import { fastlyOfSuite, stackOfEachTest } from "../support/suite";
import { run } from "../support/writtenProgram";

/** Something of every kind. */
const EVERYTHING: Args = {
  domains: ["www.example.com"],
  backends: {
    api: { address: "api.example.com", sslClientKey: "S3CRET-K", healthcheck: { path: "/", headers: ["A: b"] } },
    ip: { address: "192.0.2.1", port: 80 },
  },
  dictionaries: { settings: { items: { region: "eu", kept: "1" } } },
  configStores: { flags: { items: { beta: "on" } } },
  kvStores: { pages: { items: { index: "hello" } } },
  secretStores: { keys: { entries: { TOKEN: "S3CRET-T" } } },
  acls: { blocked: { entries: { "192.0.2.0/24": "block" } } },
  logEndpoints: {
    web: { https: { url: "https://logs.example.com" } },
    files: { s3: { bucketName: "logs", s3AccessKey: "AKIA", s3SecretKey: "S3CRET-S", processingRegion: "eu" } },
    brokers: { kafka: { topic: "t", brokers: "k.example.com:9092" } },
    sys: { syslog: { address: "logs.example.com" } },
  },
  products: { fanout: true, ddosProtection: { mode: "block" } },
};

describeOnEachEngine("drift", function (engine) {
  this.timeout(180_000);
  const test = stackOfEachTest({ engine });
  beforeEach(async () => {
    test.declare(EVERYTHING);
    await test.succeed();
  });

  /** The deployment in the form of an export. */
  const exported = async () => ({ deployment: { resources: await test.resources() } });

  const drift = () => driftIn(test);
  const edit = (change: (version: string) => Promise<unknown>) => editActive(test, change);

  /** Changes what belongs to no version, like somebody with a token. */
  async function changeUnversioned(): Promise<void> {
    const { id, versions } = test.fastly.service("shop");
    const dictionary = versions[0]?.dictionaries[0]?.id;
    await test.call("PUT", `/service/${id}/dictionary/${dictionary}/item/region`, { item_value: "us" });
    await test.call("POST", `/service/${id}/dictionary/${dictionary}/item`, { item_key: "more", item_value: "1" });
    await test.call("DELETE", `/enabled-products/v1/fanout/services/${id}`);
    await test.call("PATCH", `/enabled-products/v1/ddos_protection/services/${id}/configuration`, { mode: "log" });
    await test.call("PUT", `/service/${id}`, { name: "theirs" });
    const { kvStores, secretStores, acls, configStores } = test.fastly.state();
    const put = (path: string, init: RequestInit) =>
      fetch(`${test.fastly.url}${path}`, { ...init, headers: { "Fastly-Key": test.fastly.token, ...init.headers } });
    await put(`/resources/stores/kv/${kvStores[0]?.id}/keys/index`, { method: "PUT", body: "other" });
    await put(`/resources/stores/kv/${kvStores[0]?.id}/keys/theirs`, { method: "PUT", body: "not of the program" });
    await put(`/resources/stores/secret/${secretStores[0]?.id}/secrets/TOKEN`, { method: "DELETE" });
    await test.call("PUT", `/resources/stores/config/${configStores[0]?.id}/item/beta`, { item_value: "off" });
    await put(`/resources/acls/${acls[0]?.id}/entries`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ entries: [{ op: "update", prefix: "192.0.2.0/24", action: "ALLOW" }] }),
    });
  }

  it("is not found right after a deployment, for any kind", async () => {
    test.writes();
    const { drift: found, services } = await drift();
    assert.deepEqual(
      services.map(({ component, live, refused }) => ({ component, live, refused })),
      [{ component: "edge", live: [], refused: undefined }],
    );
    assert.equal(found, false);
    assert.deepEqual(test.writes(), []);
  });

  it("includes manual changes, in the words of an up, with the lines that keep them", async () => {
    await edit(async (version) => {
      await test.call("PUT", `${version}/backend/ip`, { first_byte_timeout: "5000" });
      await test.call("PUT", `${version}/backend/api`, { ssl_client_key: "S3CRET-N" });
      await test.call("POST", `${version}/domain`, { name: "new.example.com" });
      await test.call("DELETE", `${version}/logging/syslog/sys`);
      await test.call("PUT", `${version}/logging/s3/files`, { bucket_name: "others" });
    });
    const { id } = test.fastly.service("shop");
    const { drift: found, services } = await drift();
    assert.equal(found, true);
    const { live = [], undo, lines, refused, version } = services[0] ?? {};
    assert.deepEqual(live.map(({ text }) => text).sort(), [
      "the backend api has another sslClientKey",
      "the backend ip has another firstByteTimeout",
      "the domain new.example.com exists only at Fastly",
      "the log endpoint files has another bucketName",
      "the log endpoint sys is missing",
    ]);
    assert.ok(live.every(({ stays }) => stays === undefined));
    assert.deepEqual(undo, ["pulumi up --refresh"]);
    assert.deepEqual(lines, ['domains: ["new.example.com"],']);
    assert.deepEqual(version, { state: 1, live: 2 });
    test.declare({ ...EVERYTHING, domains: ["other.example.com"] });
    const said = await test.failing("preview");
    assert.ok(said.includes(`${refused?.problem} [${refused?.code}]\n${refused?.remedy}`), said);
    assert.ok(refused?.problem.includes(id));
  });

  it("includes what has no version: items, products and the service's name", async () => {
    await changeUnversioned();
    const { services } = await drift();
    assert.deepEqual(services[0]?.live.map(({ text }) => text).sort(), [
      "the KV store item index has another value",
      "the access control list item 192.0.2.0/24 has another value",
      "the config store item beta has another value",
      "the item more exists only at Fastly",
      "the item region has another value",
      "the product ddosProtection has another mode",
      "the product fanout is missing",
      "the secret store item TOKEN is missing",
      'the service\'s name is "theirs" instead of "shop"',
    ]);
    assert.equal(services[0]?.refused?.code, "other-name-or-comment");
  });

  it("is undone by the command that it gives", async () => {
    await edit(async (version) => {
      await test.call("PUT", `${version}/backend/ip`, { first_byte_timeout: "5000" });
      await test.call("POST", `${version}/domain`, { name: "new.example.com" });
      await test.call("DELETE", `${version}/logging/syslog/sys`);
    });
    await changeUnversioned();
    const { undo = [], live = [] } = (await drift()).services[0] ?? {};
    const staying = live.filter(({ stays }) => stays !== undefined);
    assert.deepEqual(
      staying.map(({ name, stays }) => [name, stays]),
      [["name", "an up with --refresh keeps it, unless the program sets serviceName"]],
    );
    assert.match(undo.join("\n"), /^pulumi up --refresh( --replace '[^']+'){3}$/);
    await carryOut(test, undo);
    assert.deepEqual((await drift()).services[0]?.live, []);
    assert.equal(test.fastly.services()[0]?.name, "theirs");
    // What others wrote stays.
    assert.deepEqual(
      test.fastly.state().kvStores[0]?.items.map(({ key }) => key),
      ["index", "theirs"],
    );
    await test.assertUnchanged();
  });

  it("is marked as already declared in the program, or as lost in the next up", async () => {
    await edit(async (version) => {
      await test.call("POST", `${version}/domain`, { name: "both.example.com" });
      await test.call("POST", `${version}/domain`, { name: "theirs.example.com" });
    });
    test.declare({ ...EVERYTHING, domains: ["www.example.com", "both.example.com"] });
    const service = (await test.resources()).find(({ type }) => /ServiceCompute$/.test(type));
    const inputs = service?.inputs as { domains: object[] };
    const newState = { inputs: { ...inputs, domains: [...inputs.domains, { name: "both.example.com" }] } };
    const preview = { steps: [{ op: "update", urn: service?.urn, newState }] };
    const state = JSON.parse(JSON.stringify(await exported()));
    const client = fastlyClient(test.fastly.url, test.fastly.token);
    const { services, pending, steps } = await driftOf(state, JSON.parse(JSON.stringify(preview)), client);
    assert.deepEqual(
      services[0]?.live.map(({ name, stays }) => [name, stays]),
      [
        ["both.example.com", "the program agrees with Fastly"],
        ["theirs.example.com", undefined],
      ],
    );
    assert.deepEqual(
      services[0]?.program?.map(({ text }) => text),
      ["the domain both.example.com exists only at Fastly"],
    );
    assert.equal(pending, true);
    assert.equal(steps[0]?.op, "update");
  });

  it("includes the deletion of the service", async () => {
    const { id } = test.fastly.service("shop");
    await test.call("PUT", `/service/${id}/version/1/deactivate`, {});
    await test.call("DELETE", `/service/${id}`);
    assert.equal((await drift()).services[0]?.refused?.code, "service-deleted");
  });

  it("is found in a stack of the real engine, whose state the command exports itself", async function () {
    if (engine !== "pulumi") {
      this.skip();
    }
    const dir = join(test.directory, ".state-shop-dev", "pulumi");
    const backend = { PULUMI_BACKEND_URL: pathToFileURL(join(dir, "backend")).href, PULUMI_CONFIG_PASSPHRASE: "" };
    const args = ["drift", "--dir", dir, "--stack", "dev", "--no-program", "--json"];
    const none = await run(test.fastly, args, { env: { ...process.env, ...backend } });
    assert.equal(none.code, 0, none.stderr + none.stdout);
    await edit((version) => test.call("PUT", `${version}/backend/api`, { ssl_client_key: "S3CRET-N" }));
    const { code, stdout } = await run(test.fastly, args, { env: { ...process.env, ...backend } });
    assert.equal(code, 2);
    assert.deepEqual(
      (JSON.parse(stdout) as Drift).services[0]?.live.map(({ text }) => text),
      ["the backend api has another sslClientKey"],
    );
    assert.doesNotMatch(stdout, /S3CRET/);
  });

  it("is reported by a command, in text and as JSON, with an exit code and without writes", async () => {
    const file = join(test.directory, "state.json");
    writeFileSync(file, JSON.stringify(await exported()));
    test.writes();
    const none = await run(test.fastly, ["drift", "--state", file]);
    assert.equal(none.code, 0, none.stderr);
    assert.match(none.stdout, /^edge: service \w{22}, version 1 is active; nothing differs at Fastly\n$/);
    await edit((version) => test.call("POST", `${version}/domain`, { name: "new.example.com" }));
    const some = await run(test.fastly, ["drift", "--state", file]);
    assert.equal(some.code, 2);
    assert.match(
      some.stdout,
      /^edge: service \w{22}, version 2 is active, but the state says 1\n {2}Fastly differs from the state:\n {4}the domain new\.example\.com exists only at Fastly\n {2}To bring back what the program declares, run:\n {4}pulumi up --refresh\n {2}These arguments keep what exists only at Fastly:\n {4}domains: \["new\.example\.com"\],\n {2}A preview or up that changes the service will say:\n {4}Version 2 of .*\[other-version-active\]\n/,
    );
    const elsewhere = await run(test.fastly, ["drift", "--state", file, "--stack", "prod", "--dir", "my infra"]);
    assert.deepEqual(elsewhere.stdout.match(/pulumi up.*/g), [
      "pulumi up --refresh --stack prod --cwd 'my infra'",
      "pulumi up --refresh --stack prod --cwd 'my infra'",
    ]);
    const json = await run(test.fastly, ["drift", "--state", file, "--json"]);
    assert.equal(json.code, 2);
    assert.equal(JSON.parse(json.stdout).drift, true);
    assert.deepEqual(test.writes(), []);
  });
});

describe("the drift command", () => {
  const fastly = fastlyOfSuite();

  it("explains why it cannot read a state", async () => {
    const missing = await run(fastly, ["drift", "--state", "/nowhere/state.json"]);
    assert.match(missing.stderr, /\/nowhere\/state\.json does not exist \[state-not-readable\]/);
    assert.equal(missing.code, 1);
    const elsewhere = await run(fastly, ["drift", "--dir", "/nowhere"]);
    assert.match(elsewhere.stderr, /^error: pulumi stack export has failed: .* \[pulumi-failed\]/);
    const directory = makeProject({ pulumi: "#!/bin/sh\nprintf '\\033[31merror:\\033[0m no stack\\n' >&2\nexit 1\n" });
    chmodSync(join(directory, "pulumi"), 0o755);
    const failing = await run(fastly, ["drift", "--dir", "/"], { env: { ...process.env, PATH: directory } });
    assert.match(failing.stderr, /has failed: error: no stack \[pulumi-failed\]/);
    removeProjects();
    const { stderr } = await run(fastly, ["drift", "--dir", "/"]);
    assert.match(
      stderr,
      /^error: The Pulumi CLI \(pulumi\) is not on the PATH \[pulumi-not-installed\]\nInstall Pulumi: /,
    );
  });

  it("refuses a state whose backends are encrypted, because they cannot be compared", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const { id } = await callApi(fastly, "POST", "/service", { name: "encrypted", type: "wasm" });
    const component = "urn:pulumi:dev::shop::fastly-compute:index:ComputeService::edge";
    const type = "fastly:index/serviceCompute:ServiceCompute";
    const urn = `urn:pulumi:dev::shop::fastly-compute:index:ComputeService$${type}::edge`;
    const resources = [{ urn, type, id, parent: component, outputs: { backends: secret } }];
    await assert.rejects(driftOf({ deployment: { resources } }, undefined, fastlyClient(fastly.url, fastly.token)), {
      code: "state-encrypted",
      message: /backends of "edge" encrypted[\s\S]*[Rr]un: pulumi stack export --show-secrets/,
    });
  });

  it("recognises every encrypted block", () => {
    const properties = OWN_KINDS.flatMap(([, { places, single }]) => [...places, ...(single ? [single] : [])]).map(
      ({ property }) => property,
    );
    assert.ok(properties.includes("imageOptimizerDefaultSettings"));
    for (const property of [...properties, "resourceLinks"]) {
      assert.deepEqual(encryptedIn({ [property]: ENCRYPTED }), [property]);
    }
  });

  it("treats encrypted values as equal", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const resource = (value: object) => ({
      deployment: { resources: [{ urn: "u", type: "t", outputs: { backends: [{ name: "a", sslClientKey: value }] } }] },
    });
    const [hidden] = resourcesOf(resource({ ...secret, ciphertext: "v1:x" }));
    const [known] = resourcesOf(resource({ ...secret, plaintext: '"k"' }));
    const live = { backends: [{ name: "a", sslClientKey: "other" }] };
    assert.deepEqual(differencesOf(hidden?.outputs ?? {}, live), []);
    assert.deepEqual(
      differencesOf(known?.outputs ?? {}, live).map(({ text }) => text),
      ["the backend a has another sslClientKey"],
    );
  });
});
