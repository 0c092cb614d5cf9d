import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const EVERY_KIND: Args = {
  acls: { blocked: { entries: { "192.0.2.0/24": "block" } } },
  configStores: { config: { items: { a: "1" } } },
  kvStores: { kv: { items: { a: "1" } } },
  secretStores: { secret: { entries: { a: "1" } } },
};

describe("a store with data that a destroyed stack kept", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  it("is deleted by the command in the error, on the real Fastly CLI, for each kind", async function () {
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed for this platform");
      this.skip();
    }
    const cli = fastlyCli(test.fastly);
    test.declare(EVERY_KIND);
    await test.succeed();
    await test.succeed("destroy");
    const kept = test.fastly.stores();
    const commands = new Set<string>();
    for (let { ok, errors } = await test.run("up"); !ok; { ok, errors } = await test.run("up")) {
      const told = [...errors.join("\n").matchAll(/^ +fastly (.+ delete .+)$/gm)].map(([, command = ""]) => command);
      assert.ok(told.length > 0, errors.join("\n"));
      for (const command of told) {
        assert.ok(!commands.has(command), `the command did not help: ${command}`);
        commands.add(command);
        await cli([...command.split(" "), "--auto-yes"]);
      }
    }
    assert.equal(commands.size, 4);
    assert.deepEqual(test.fastly.stores(), kept);
    await test.assertUnchanged();
  });
});

const URN = "urn:pulumi:dev::shop::fastly-compute:index:ComputeService$fastly:index/";
const STORES: [noun: string, resource: string, declared: (args?: object) => Args, remove: RegExp][] = [
  [
    "KV store",
    "kvstore:Kvstore",
    (args) => ({ kvStores: { data: { items: { a: "1" }, ...args } } }),
    /kv-store delete/,
  ],
  [
    "access control list",
    "computeAcl:ComputeAcl",
    (args) => ({ acls: { data: { entries: { "192.0.2.0/24": "block" }, ...args } } }),
    /acl delete/,
  ],
];

describeOnEachEngine("a store that its own service reads, and that is to be replaced", function (engine) {
  this.timeout(240_000);
  const test = stackOfEachTest({ engine });
  const names = () => [...test.fastly.state().kvStores, ...test.fastly.state().acls].map(({ name }) => name).sort();
  const NAME = "shop-dev-edge-data";

  for (const [noun, resource, declared, remove] of STORES) {
    const short = noun.slice(noun.lastIndexOf(" ") + 1);
    /** The error of `--replace`, after the first run. */
    const refused = async (args?: object) => {
      test.declare(declared(args));
      await test.succeed();
      const told = await test.failing("up", { replace: [`${URN}${resource}::edge-data`] });
      assert.match(
        told,
        new RegExp(`named "${NAME}", and this component's own service \\w+ \\("shop"\\) of shop/dev/edge reads it`),
      );
      assert.match(told, new RegExp(`To keep this ${short} and its data, leave out --replace\\.`));
      assert.match(told, new RegExp(`run pulumi up once without the ${short}, then again with it\\.`));
    };

    it(`keeps the data of the ${noun} without --replace`, async () => {
      await refused();
      await test.assertUnchanged();
    });

    it(`becomes a new ${noun} of another name in two runs, and the old one stays`, async () => {
      await refused();
      test.declare({});
      await test.succeed();
      test.declare(declared({ name: "another" }));
      await test.succeed();
      assert.deepEqual(names(), ["another", NAME]);
      assert.equal(test.fastly.deployed("shop").links.data?.store, "another");
      await test.assertUnchanged();
    });

    it(`becomes a new ${noun} of the same name in two runs, with forceDestroy`, async () => {
      await refused({ forceDestroy: true });
      const before = test.fastly.service("shop").versions.at(-1)?.links[0]?.resource_id;
      test.declare({});
      await test.succeed();
      assert.deepEqual(names(), []);
      test.declare(declared());
      await test.succeed();
      assert.notEqual(test.fastly.service("shop").versions.at(-1)?.links[0]?.resource_id, before);
      await test.assertUnchanged();
    });

    it(`has the command that deletes the ${noun} in the second run, without forceDestroy`, async () => {
      await refused();
      test.declare({});
      await test.succeed();
      test.declare(declared());
      assert.match(await test.failing(), remove);
    });

    it(`can be linked when the ${noun} went with a draft only`, async () => {
      test.declare(declared());
      await test.succeed();
      test.declare({ activate: false });
      await test.succeed();
      test.declare(declared());
      assert.match(
        await test.failing(),
        /If the run is refused without it too, link it: \w+: \{ data: \{ existingName: "shop-dev-edge-data" \} \}/,
      );
      test.declare(declared({ existingName: NAME }));
      await test.succeed();
      assert.equal(test.fastly.deployed("shop").links.data?.store, NAME);
      await test.assertUnchanged();
    });
  }
});
