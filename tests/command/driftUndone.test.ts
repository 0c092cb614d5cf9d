import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Drift } from "../../sdk/command/drift";
import { carryOut, commandsIn, driftIn } from "../support/drift";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";
import { run } from "../support/writtenProgram";

const WWW = "www.example.com";
const API = "api.example.com";

/** The contents that the component writes itself, of every kind. */
const CONTENTS: Args = {
  dictionaries: { hidden: { writeOnly: true, items: { K: "S3CRET-D" } } },
  kvStores: { pages: { items: { index: "hello" } } },
  secretStores: { keys: { entries: { TOKEN: "S3CRET-T" } } },
  acls: { blocked: { entries: { "192.0.2.0/24": "block" } } },
};

describeOnEachEngine("the drift of what a refresh cannot repair", (engine) => {
  const test = stackOfEachTest({ engine });

  /** Sends a request like somebody with a token. */
  const send = async (method: string, path: string, body?: string) => {
    const headers = { "Fastly-Key": test.fastly.token, "content-type": "application/json" };
    const { ok } = await fetch(`${test.fastly.url}${path}`, { method, headers, ...(body && { body }) });
    assert.ok(ok, `${method} ${path}`);
  };
  const served = () => test.fastly.state().tls.activations.map(({ domain, certificate }) => [domain, certificate]);
  const leading = () => test.fastly.state().managedDomains.map(({ fqdn, service_id }) => [fqdn, service_id]);

  for (const protect of [false, true]) {
    it(`is undone for ${protect ? "protected " : ""}versionless domains and certificates`, async () => {
      const ends = new Date(Date.now() + 300 * 86_400_000);
      const [own, other] = [test.fastly.addCertificate([WWW, API], ends), test.fastly.addCertificate([API], ends)];
      const certificates = { [WWW]: { existingId: own }, [API]: { existingId: own } };
      const args = { generatedDomain: false, versionlessDomains: { [WWW]: {}, [API]: {} }, certificates };
      test.declare(args, { protect });
      await test.succeed();
      const before = [leading().sort(), served().sort()];
      assert.equal((await driftIn(test)).drift, false);
      const { id } = test.fastly.service("shop");
      const { managedDomains, tls } = test.fastly.state();
      const domainOf = (name: string) => managedDomains.find(({ fqdn }) => fqdn === name)?.id;
      const activationOf = (name: string) => tls.activations.find(({ domain }) => domain === name)?.id;
      const service = await test.call("POST", "/service", { name: "other", type: "wasm" });
      await send("DELETE", `/domain-management/v1/domains/${domainOf(WWW)}`);
      await test.call("PATCH", `/domain-management/v1/domains/${domainOf(API)}`, { service_id: service.id });
      await send("DELETE", `/tls/activations/${activationOf(WWW)}`);
      const certificate = { tls_certificate: { data: { id: other, type: "tls_certificate" } } };
      await test.call("PATCH", `/tls/activations/${activationOf(API)}`, {
        data: { relationships: certificate } as never,
      });
      const { live = [], undo = [] } = (await driftIn(test)).services[0] ?? {};
      assert.deepEqual(live.map(({ text }) => text).sort(), [
        `the domain ${API} is served with the certificate ${other} instead of ${own}`,
        `the domain ${WWW} is served with no certificate`,
        `the versionless domain ${API} leads to ${service.id} instead of ${id}`,
        `the versionless domain ${WWW} is missing`,
      ]);
      assert.match(undo.join("\n"), /^(pulumi state delete \S+ '\S+'( --force)?\n){2}pulumi up --refresh$/);
      assert.equal(undo.join().includes("--force"), protect);
      await carryOut(test, undo);
      assert.deepEqual([leading().sort(), served().sort()], before);
      assert.equal((await driftIn(test)).drift, false);
      await test.assertUnchanged();
    });
  }

  it("is undone on the stack that the command was given, from any directory", async function () {
    if (engine !== "pulumi") {
      this.skip();
    }
    test.declare({ generatedDomain: false, versionlessDomains: { [WWW]: {} } });
    await test.succeed();
    await send("DELETE", `/domain-management/v1/domains/${test.fastly.state().managedDomains[0]?.id}`);
    const dir = join(test.directory, ".state-shop-dev", "pulumi");
    const backend = { PULUMI_BACKEND_URL: pathToFileURL(join(dir, "backend")).href, PULUMI_CONFIG_PASSPHRASE: "" };
    const env = { ...process.env, ...backend };
    const args = ["drift", "--dir", dir, "--stack", "dev", "--no-program", "--json"];
    const { stdout } = await run(test.fastly, args, { env });
    const [forget = "", up] = (JSON.parse(stdout) as Drift).services[0]?.undo ?? [];
    assert.equal(up, `pulumi up --refresh --stack dev --cwd ${dir}`);
    execSync(`${forget} --yes`, { cwd: "/", env, stdio: "pipe" });
    await test.succeed("up", { refresh: true });
    assert.equal((await run(test.fastly, args, { env })).code, 0);
  });

  it("is undone for the contents of stores of a protected component", async () => {
    test.declare(CONTENTS, { protect: true });
    await test.succeed();
    const { kvStores, secretStores, acls } = test.fastly.state();
    await send("PUT", `/resources/stores/kv/${kvStores[0]?.id}/keys/index`, "other");
    await send("DELETE", `/resources/stores/secret/${secretStores[0]?.id}/secrets/TOKEN`);
    const entries = [{ op: "update", prefix: "192.0.2.0/24", action: "ALLOW" }];
    await send("PATCH", `/resources/acls/${acls[0]?.id}/entries`, JSON.stringify({ entries }));
    const { live = [], undo = [] } = (await driftIn(test)).services[0] ?? {};
    assert.equal(live.length, 3);
    await carryOut(test, undo);
    assert.equal((await driftIn(test)).drift, false);
    await test.assertUnchanged();
    // The stores themselves are protected.
    assert.match(await test.failing("destroy"), /protect/);
    const { kvStores: kept, services } = test.fastly.state();
    assert.deepEqual([services.length, kept[0]?.items.map(({ key }) => key)], [1, ["index"]]);
    await test.succeed();
    assert.equal((await driftIn(test)).drift, false);
    await test.assertUnchanged();
  });

  it("has the error of an up for a protected service that somebody deleted", async () => {
    test.declare({}, { protect: true });
    await test.succeed();
    const { id } = test.fastly.service("shop");
    await test.call("PUT", `/service/${id}/version/1/deactivate`, {});
    await test.call("DELETE", `/service/${id}`);
    const { refused, undo } = (await driftIn(test)).services[0] ?? {};
    assert.equal(undo, undefined);
    const said = await test.failing();
    assert.ok(said.includes(`${refused?.problem} [${refused?.code}]\n${refused?.remedy}`), said);
    assert.match(refused?.remedy ?? "", /\nThe component is protected: give it \{ protect: false \}/);
    test.declare({}, { protect: false });
    await carryOut(test, commandsIn(refused?.remedy));
    assert.equal((await driftIn(test)).drift, false);
  });
});
