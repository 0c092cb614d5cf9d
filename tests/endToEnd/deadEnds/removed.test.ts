import assert from "node:assert/strict";
import type { Args } from "../../support/inlineStack";
import { stackOfEachTest } from "../../support/suite";

const OWN: Args = { configStores: { cfg: { items: { a: "1" } } } };
const SETTINGS = { settings: { items: { region: "eu", limit: "1" } } };

/** In each case the provider alone ends in a false success, or in an error that no further run ends. */
describe("removals", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  it("one up removes a dictionary with its items, even if Fastly no longer has the items", async () => {
    test.declare({ dictionaries: SETTINGS });
    await test.succeed();
    test.declare({});
    test.fastly.inject({ method: "PATCH", path: /\/dictionary\/\w+\/items$/, times: 100, fault: { status: 404 } });
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, {});
    await test.assertUnchanged();
  });

  it("one up renames a dictionary, and other dictionaries keep their items", async () => {
    const others = { flags: { items: { beta: "1" } } };
    test.declare({ dictionaries: { ...SETTINGS, ...others } });
    await test.succeed();
    test.declare({ dictionaries: { options: SETTINGS.settings, ...others } });
    test.fastly.clearRequests();
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, {
      options: { region: "eu", limit: "1" },
      flags: { beta: "1" },
    });
    const written = test.fastly.requests.filter(({ method, path }) => method === "PATCH" && path.endsWith("/items"));
    assert.equal(written.length, 1);
    await test.assertUnchanged();
  });

  it("a destroy stopped by forceDestroy: false keeps the items of a live service, and the next up works", async () => {
    test.declare({ dictionaries: SETTINGS, forceDestroy: false });
    await test.succeed();
    const before = test.fastly.deployed("shop");
    assert.match(await test.failing("destroy"), /Cannot delete service with active version/);
    assert.deepEqual(test.fastly.deployed("shop"), before);
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, before.dictionaries);
    await test.assertUnchanged();
    test.declare({ dictionaries: SETTINGS });
    await test.succeed();
    await test.succeed("destroy");
    assert.deepEqual(test.fastly.services(), []);
  });

  it("a protected service can lose a backend, but a dictionary or store only without protection", async () => {
    const backends = { api: { address: "api.example.com" } };
    const both = { dictionaries: SETTINGS, kvStores: { data: { items: { key: "value" } } } };
    test.declare({ ...both, backends, domains: ["a.example.com"] }, { protect: true });
    await test.succeed();
    test.declare({ ...both, domains: ["b.example.com"] }, { protect: true });
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").backends, {});
    await test.assertUnchanged();

    const before = test.fastly.state();
    test.declare({ domains: ["b.example.com"] }, { protect: true });
    for (const operation of ["preview", "up"] as const) {
      assert.match(
        await test.failing(operation),
        /"edge" is protected, but would lose the dictionary "settings", the store "data" \[protected-data\]\nRun pulumi up once with \{ protect: false \} and nothing removed/,
      );
    }
    assert.deepEqual(test.fastly.state(), before);
    test.declare({ ...both, domains: ["b.example.com"] }, { protect: false });
    await test.succeed();
    test.declare({ domains: ["b.example.com"] }, { protect: false });
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, {});
    test.declare({ domains: ["b.example.com"] }, { protect: true });
    await test.succeed();
    await test.assertUnchanged();
  });

  it("a destroy of a protected service changes nothing of it", async () => {
    test.declare({ ...OWN, dictionaries: SETTINGS }, { protect: true });
    await test.succeed();
    const before = test.fastly.state();
    assert.match(await test.failing("destroy"), /protect/);
    assert.deepEqual(test.fastly.state(), before);
    // By then the real engine has removed from the state what is no resource of Fastly's.
    await test.succeed();
    assert.deepEqual(test.fastly.state(), before);
    await test.assertUnchanged();
  });
});
