import assert from "node:assert/strict";
import type { Args } from "../../support/inlineStack";
import { stackOfEachTest } from "../../support/suite";

const OWN: Args = { configStores: { cfg: { items: { a: "1" } } } };
const SETTINGS = { settings: { items: { region: "eu", limit: "1" } } };
const SETTINGS_LIVE = { settings: { region: "eu", limit: "1" } };

/** In each case the provider alone ends in a false success, or in an error that no further run ends. */
describe("after a failed run", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  for (const [what, method, path] of [
    ["the upload of the package", "PUT", /\/package$/],
    ["a backend", "POST", /\/backend$/],
    ["a store link", "POST", /\/resource$/],
    ["the activation", "PUT", /\/activate$/],
  ] as const) {
    it(`a refresh does not complete a first deployment that failed at ${what}: the next run replaces it`, async () => {
      test.declare({ ...OWN, backends: { api: { address: "api.example.com" } } });
      test.fail(method, path);
      await test.failing();
      await test.run("refresh");
      const told = await test.failing();
      assert.match(told, /The service \w+ has never had an active version/);
      const urn = /\nRun: pulumi up --replace '([^']+)'/.exec(told)?.[1] ?? "";
      assert.match(await test.failing(), /has never had an active version/);
      await test.succeed("up", { replace: [urn] });
      const { backends, links } = test.fastly.deployed("shop");
      assert.deepEqual([Object.keys(backends), Object.keys(links)], [["api"], ["cfg"]]);
      assert.equal(test.fastly.services().length, 1);
      await test.assertUnchanged();
    });
  }

  it("an update whose activation failed fails every run until up --refresh", async () => {
    test.declare({});
    await test.succeed();
    test.declare({ backends: { api: { address: "api.example.com" } } });
    test.fail("PUT", /\/activate$/);
    await test.failing();
    assert.match(await test.failing("preview"), /an update failed half-way, or someone activated/);
    assert.match(await test.failing(), /\nRun: pulumi up --refresh/);
    await test.succeed("up", { refresh: true });
    assert.deepEqual(Object.keys(test.fastly.deployed("shop").backends), ["api"]);
    await test.assertUnchanged();
  });

  for (const [what, args, path, live] of [
    [
      "a domain",
      { domains: ["www.example.com"] },
      /\/domain$/,
      () => test.fastly.deployed("shop").domains.length === 2,
    ],
    [
      "a backend",
      { backends: { api: { address: "api.example.com" } } },
      /\/backend$/,
      () => "api" in test.fastly.deployed("shop").backends,
    ],
    [
      "a dictionary",
      { dictionaries: SETTINGS },
      /\/dictionary$/,
      () => "settings" in test.fastly.deployed("shop").dictionaries,
    ],
    ["a store link", OWN, /\/resource$/, () => "cfg" in test.fastly.deployed("shop").links],
  ] as [string, Args, RegExp, () => boolean][]) {
    it(`an update that failed at the addition of ${what} fails every run until up --refresh`, async () => {
      test.declare({});
      await test.succeed();
      test.declare(args);
      test.fail("POST", path);
      await test.failing();
      for (let round = 0; round < 2; round++) {
        assert.match(await test.failing(), /\nRun: pulumi up --refresh/);
        assert.equal(live(), false);
      }
      await test.succeed("up", { refresh: true });
      assert.ok(live());
      await test.assertUnchanged();
    });
  }

  it("the next run succeeds when the answer to creating config store items was lost", async () => {
    test.declare(OWN);
    test.fastly.inject({ method: "PATCH", path: /\/config\/\w+\/items$/, fault: "lost" });
    await test.failing();
    assert.deepEqual(test.fastly.stores().config, { "shop-dev-edge-cfg": { a: "1" } });
    await test.succeed();
    assert.deepEqual(test.fastly.stores().config, { "shop-dev-edge-cfg": { a: "1" } });
    await test.assertUnchanged();
  });

  it("the next run succeeds when the answer to creating dictionary items was lost", async () => {
    test.declare({ dictionaries: SETTINGS });
    test.fastly.inject({ method: "PATCH", path: /\/dictionary\/\w+\/items$/, fault: "lost" });
    await test.failing();
    assert.deepEqual(test.fastly.dictionaryItems("shop", "settings"), SETTINGS_LIVE.settings);
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, SETTINGS_LIVE);
    await test.assertUnchanged();
  });
});
