import assert from "node:assert/strict";
import { describeOnEachEngine, type Engine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";
import { stackOfEachTest } from "../support/suite";

const manifest = (name: string) => `manifest_version = 3
name = "${name}"
language = "other"
[setup.backends.api]
address = "api.example.com"
[setup.dictionaries.d.items.k]
value = "v"
[setup.kv_stores.cache.items.k]
value = "v"
`;

const service = (name: string) =>
  `urn:pulumi:dev::shop::fastly-compute:index:ComputeService$fastly:index/serviceCompute:ServiceCompute::${name}`;

const LEFT = /The service \w+ was left as it is, although the program differs/;

describeOnEachEngine("a service outside of the targets of a run", function (engine) {
  this.timeout(240_000);
  let test: TestStack;

  beforeEach(async () => {
    test = await testStack({
      engine,
      files: {
        "one/fastly.toml": manifest("one"),
        "one/bin/main.wasm": TINY_WASM,
        "two/fastly.toml": manifest("two"),
        "two/bin/main.wasm": TINY_WASM,
      },
      program: `for (const name of ["one", "two"]) new ComputeService(name, { directory: "./" + name, writeServiceId: false });`,
    });
  });
  afterEach(() => test.stop());
  after(removeProjects);

  const succeed = async (options: { target?: string[] } = {}) => {
    const result = await test.show("up", options);
    assert.ok(result.ok, result.text);
    return result;
  };
  const version = (name: string) => test.fastly.service(name).versions.at(-1)?.number;

  /** Changes the package and the configuration of both. */
  const change = () => {
    for (const name of ["one", "two"]) {
      test.edit(`${name}/fastly.toml`, "api.example.com", "other.example.com");
      test.write(`${name}/bin/main.wasm`, Buffer.concat([TINY_WASM, Buffer.from([0, 2, 1, 120])]));
    }
  };

  it("gets an info message, and other services are deployed and compared", async () => {
    assert.doesNotMatch((await succeed()).text, LEFT);
    change();
    const { text } = await succeed({ target: [service("one")] });
    assert.match(text, LEFT);
    assert.deepEqual([version("one"), version("two")], [2, 1]);
    const all = await succeed();
    assert.doesNotMatch(all.text, LEFT);
    assert.deepEqual([version("one"), version("two")], [2, 2]);
  });

  it("may not exist yet", async () => {
    const program = test.read("index.js");
    test.edit("index.js", '["one", "two"]', '["one"]');
    await succeed();
    test.write("index.js", program);
    test.edit("one/fastly.toml", "api.example.com", "other.example.com");
    await succeed({ target: [service("one")] });
    assert.deepEqual(
      test.fastly.services().map(({ name }) => name),
      ["one"],
    );
  });

  it("is compared with Fastly all the same when the state agrees with the program", async () => {
    await succeed();
    const { id } = test.fastly.service("two");
    const at = `${test.fastly.url}/service/${id}/version`;
    const headers = { "Fastly-Key": test.fastly.token };
    await fetch(`${at}/1/clone`, { method: "PUT", headers });
    await fetch(`${at}/2/backend/api`, { method: "DELETE", headers });
    await fetch(`${at}/2/activate`, { method: "PUT", headers });
    test.edit("one/fastly.toml", "api.example.com", "other.example.com");
    const { ok, text } = await test.show("up", { target: [service("one")] });
    assert.equal(ok, false);
    assert.match(text, /Version 2 of the service \w+ is active, but differs from the program/);
  });
});

const STORES: Record<string, Args> = {
  kvStores: { kvStores: { pages: { items: { a: "1" } } } },
  configStores: { configStores: { settings: { items: { a: "1" } } } },
  secretStores: { secretStores: { keys: { entries: { a: "1" } } } },
  acls: { acls: { blocked: { entries: { "192.0.2.0/24": "BLOCK" } } } },
};

/** The real engine takes seven seconds for each update. */
const CASES = (engine: Engine): [what: string, args: Args][] =>
  engine === "embedded" ? Object.entries(STORES) : [["all at once", Object.assign({}, ...Object.values(STORES))]];

describeOnEachEngine("a new store outside of the targets of a run", function (engine) {
  this.timeout(240_000);
  after(removeProjects);
  const shop = stackOfEachTest({ engine });

  for (const [what, args] of CASES(engine)) {
    it(`is refused, and the error has a command that works: ${what}`, async () => {
      const backends = { api: { address: "api.example.com" } };
      shop.declare({});
      await shop.succeed();
      shop.declare({ ...args, backends });
      const before = shop.fastly.state();
      const preview = await shop.run("preview", { target: [service("edge")] });
      assert.equal(preview.ok, false);
      const told = JSON.stringify(preview.events);
      const [, command = ""] = /Run: pulumi up ((?:--target '[^']+' ?)+)"/.exec(told) ?? [];
      const target = [...command.matchAll(/--target '([^']+)'/g)].map(([, urn = ""]) => urn);
      assert.equal(target[0], service("edge"));
      const says = await shop.failing("up", { target: [service("edge")] });
      assert.match(says, /not specified in --target list|\[store-left-out\]/);
      assert.deepEqual(shop.fastly.state(), before);
      await shop.succeed("up", { target });
      const { links, backends: live } = shop.fastly.deployed("shop");
      assert.equal(Object.keys(links).length, Object.keys(args).length);
      assert.equal(Object.keys(live).length, 1);
      await shop.succeed();
      await shop.assertUnchanged();
    });
  }
});
