import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { describeOnEachEngine } from "../support/engines";
import { stackOfEachTest } from "../support/suite";

const SERVICE = "fastly:index/serviceCompute:ServiceCompute";
const backends = (address: string) => ({ backends: { api: { address } } });

describeOnEachEngine("resource options of a component", (engine) => {
  const shop = stackOfEachTest({ engine });

  const addresses = () => shop.fastly.deployed("shop").backends;

  it("without any effect are one error before anything is created", async () => {
    shop.declare({}, { import: "SERVICE1", ignoreChanges: ["backends"], version: "1.0.0" } as object);
    const says = await shop.refused();
    for (const option of ["import", "ignoreChanges", "version"]) {
      assert.ok(says.includes(`The resource option [${option}] has no effect on a ComputeService`), says);
    }
    assert.match(says, /give the argument \{ existingService: "adopt" \}/);
    shop.declare({}, { id: "SERVICE1" } as object);
    assert.match(await shop.refused(), /\[id\] has no effect on a ComputeService/);
  });

  it("include retainOnDelete, which keeps everything live in a destroy and empties the state", async () => {
    shop.declare({ kvStores: { pages: { forceDestroy: true } }, dictionaries: { words: { items: { a: "1" } } } });
    await shop.succeed();
    shop.declare({ kvStores: { pages: {} }, dictionaries: { words: { items: { a: "1" } } } }, { retainOnDelete: true });
    await shop.succeed();
    const live = shop.fastly.deployed("shop");
    await shop.succeed("destroy");
    assert.deepEqual(shop.fastly.deployed("shop"), live);
    assert.deepEqual(await shop.resources(), []);
  });

  for (const how of ["destroy", "a removal of the component", "a removal of the stores"]) {
    it(`include retainOnDelete, which keeps stores with forceDestroy in ${how}`, async () => {
      const stores = {
        configStores: { cfg: { forceDestroy: true, items: { a: "1" } } },
        kvStores: { pages: { forceDestroy: true, items: { a: "1" } } },
        secretStores: { keys: { forceDestroy: true, entries: { A: "1" } } },
        acls: { blocked: { forceDestroy: true, entries: { "192.0.2.0/24": "block" } } },
      };
      shop.declare(stores, { retainOnDelete: true });
      await shop.succeed();
      const kept = () => [shop.fastly.stores(), shop.fastly.state().acls];
      const before = kept();
      if (how === "destroy") {
        await shop.succeed("destroy");
      } else {
        shop.define(() => {});
        if (how === "a removal of the stores") {
          shop.declare({}, { retainOnDelete: true });
        }
        await shop.succeed();
      }
      assert.deepEqual(kept(), before);
    });
  }

  it("include ignoreChanges and customTimeouts, which a transform can set for a child resource", async () => {
    const transforms: pulumi.ResourceTransform[] = [
      ({ type, props, opts }) =>
        type === SERVICE
          ? {
              props,
              opts: {
                ...opts,
                customTimeouts: { update: "30m" },
                ignoreChanges: [...(opts.ignoreChanges ?? []), "backends"],
              },
            }
          : undefined,
    ];
    shop.declare(backends("a.example.com"));
    await shop.succeed();
    const before = addresses();
    shop.declare(backends("b.example.com"), { transforms });
    await shop.succeed();
    assert.deepEqual(addresses(), before);
    await shop.assertUnchanged();
    shop.declare(backends("b.example.com"));
    await shop.succeed();
    assert.notDeepEqual(addresses(), before);
  });

  it("include dependsOn, which lets the component wait for the other resource", async () => {
    shop.define((directory) => {
      const { ComputeService } = require("../../sdk") as typeof import("../../sdk");
      const first = new ComputeService("first", { directory, serviceName: "first", writeServiceId: false });
      new ComputeService("edge", { directory, kvStores: { pages: {} } }, { dependsOn: first });
    });
    await shop.succeed();
    const writes = shop.writes();
    const [made, store] = [
      writes.findIndex((each) => /activate$/.test(each)),
      writes.indexOf("POST /resources/stores/kv"),
    ];
    assert.ok(made >= 0 && store > made, writes.join("\n"));
    await shop.succeed("destroy");
    assert.deepEqual(shop.fastly.services(), []);
  });
});
