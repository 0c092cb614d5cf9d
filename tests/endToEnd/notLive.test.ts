import assert from "node:assert/strict";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { stackOfEachTest } from "../support/suite";

const BACKEND: Partial<ComputeServiceArgs> = { backends: { api: { address: "api.example.com" } } };
const SETTINGS: Partial<ComputeServiceArgs> = { dictionaries: { settings: { items: { region: "eu" } } } };

describe("a service in an unexpected state", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  const service = () => test.fastly.service("shop");
  const versions = () =>
    service().versions.map(({ active, staging }) => (active ? "active" : staging ? "staged" : "-"));

  /** Does at Fastly what the CLI command in the error does. */
  async function obey(told: string, command: string, path: string): Promise<void> {
    const told_ = new RegExp(`${command} --service-id=(\\w+) --version=(\\d+)\n {2}pulumi up`).exec(told);
    assert.ok(told_, told);
    await test.call("PUT", `/service/${told_[1]}/version/${told_[2]}/${path}`);
  }

  it("is created again by the commands in the error, when someone deleted it", async () => {
    test.declare(SETTINGS);
    await test.succeed();
    const { id } = service();
    await test.call("PUT", `/service/${id}/version/1/deactivate`);
    await test.call("DELETE", `/service/${id}`);
    const told = await test.failing();
    const [, urn = ""] =
      new RegExp(
        `The service ${id} was deleted at Fastly \\[service-deleted\\]\nTo have a new service, run:\n  pulumi refresh --target '(\\S+)'\n  pulumi up`,
      ).exec(told) ?? [];
    assert.notEqual(urn, "", told);
    await test.succeed("refresh", { target: [urn] });
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, { settings: { region: "eu" } });
    await test.assertUnchanged();
  });

  it("gets an error when Fastly does not know it", async () => {
    test.declare({});
    await test.succeed();
    test.fastly.inject({ path: /\/details$/, times: Number.POSITIVE_INFINITY, fault: { status: 404 } });
    assert.match(
      await test.failing(),
      /Fastly does not know the service \w+: it was deleted, or the API token belongs to another account \[service-unknown\]\nUse the token of the service's account\. .* remove its service_id from the manifest\. Then run:\n {2}pulumi state delete --target-dependents '\S+'\n {2}pulumi up/,
    );
  });

  it("is active again after the command in the error, when someone deactivated it", async () => {
    test.declare(SETTINGS);
    await test.succeed();
    const { id } = service();
    await test.call("PUT", `/service/${id}/version/1/deactivate`);
    for (const options of [undefined, { refresh: true }]) {
      const told = await test.failing("up", options);
      assert.match(told, /No version of the service \w+ is active: someone deactivated it at Fastly/);
      assert.doesNotMatch(told, /--replace/);
    }
    await obey(await test.failing(), "fastly service-version activate", "activate");
    await test.succeed();
    await test.assertUnchanged();
    assert.deepEqual([service().id, versions()], [id, ["active"]]);
  });

  it("is replaced in up and in preview when it was never active, though the manifest names it", async () => {
    test.declare({ ...SETTINGS, activate: false });
    await test.succeed();
    test.declare(SETTINGS);
    test.fail("PUT", /\/activate$/);
    await test.failing();
    await test.succeed("refresh");
    const told = await test.failing();
    const urn =
      /The service \w+ has never had an active version \[never-active\]\nRun: pulumi up --replace '([^']+)'/.exec(
        told,
      )?.[1] ?? "";
    assert.notEqual(urn, "");
    await test.succeed("preview", { replace: [urn] });
    await test.succeed("up", { replace: [urn] });
    assert.deepEqual(
      test.fastly.services().map(({ name }) => name),
      ["shop"],
    );
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, { settings: { region: "eu" } });
    await test.assertUnchanged();
  });

  it("needs nothing staged when the declared configuration is already active", async () => {
    test.declare({});
    await test.succeed();
    test.declare({ stage: true });
    await test.succeed();
    assert.deepEqual(versions(), ["active"]);
    await test.assertUnchanged();
  });

  it("is staged after the command in the error, when the staging failed", async () => {
    test.declare({});
    await test.succeed();
    test.declare({ ...BACKEND, stage: true });
    test.fail("PUT", /\/activate\/staging$/);
    await test.failing();
    assert.match(await test.failing(), /\nRun: pulumi up --refresh/);
    const told = await test.failing("up", { refresh: true });
    assert.match(told, /Version 2 of the service \w+ was prepared, but no version is on the staging network/);
    await obey(told, "fastly service-version stage", "activate/staging");
    await test.succeed();
    assert.deepEqual(versions(), ["active", "staged"]);
  });

  it("gets an error when someone removed the staged version from the staging network", async () => {
    test.declare({ ...BACKEND, stage: true });
    await test.succeed();
    await test.call("PUT", `/service/${service().id}/version/1/deactivate/staging`);
    await obey(await test.failing(), "fastly service-version stage", "activate/staging");
    await test.assertUnchanged();
  });

  it("gets an error when someone changed the draft", async () => {
    test.declare({ ...BACKEND, activate: false });
    await test.succeed();
    await test.call("DELETE", `/service/${service().id}/version/1/backend/api`);
    assert.match(
      await test.failing(),
      /Version 1 of the service \w+ was prepared, but differs from the program: \[draft-not-as-declared\]\n {2}the backend api \(api\.example\.com:443\) is missing\nRun: pulumi up --refresh/,
    );
    await test.succeed("up", { refresh: true });
    assert.deepEqual(
      service().versions.map(({ backends }) => backends.length),
      [0, 1],
    );
  });

  for (const [noun, args, path, from, to] of [
    ["domain", { domains: ["www.example.com"] }, "domain", "www.example.com", "web.example.com"],
    ["dictionary", SETTINGS, "dictionary", "settings", "options"],
  ] as [string, Partial<ComputeServiceArgs>, string, string, string][]) {
    it(`gets an error when someone renamed its ${noun}`, async () => {
      test.declare(args);
      await test.succeed();
      const version = `/service/${service().id}/version`;
      await test.call("PUT", `${version}/1/clone`);
      await test.call("PUT", `${version}/2/${path}/${from}`, { name: to });
      await test.call("PUT", `${version}/2/activate`);
      const told = await test.failing();
      assert.match(told, new RegExp(`\n {2}the ${noun} ${from} is missing\n {2}the ${noun} ${to} is still there\n`));
    });
  }
});
