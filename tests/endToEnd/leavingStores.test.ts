import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import type { Args } from "../support/inlineStack";
import { TINY_WASM } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const ITEMS = { k: "precious" };

/** The provider empties a store with `forceDestroy`, before Fastly refuses to delete a store that a service links. */
describe("a store with forceDestroy that leaves the program", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  const items = (name = "carts") => test.fastly.stores().kv[name];
  const refused = async (what: RegExp) => {
    const before = test.fastly.state();
    for (const operation of ["preview", "up"] as const) {
      assert.match(await test.failing(operation), what);
      if (operation === "preview") {
        await test.assertEnds();
      }
    }
    assert.deepEqual(test.fastly.state(), before);
  };
  const leaves = (component: string, urn: string) =>
    new RegExp(
      `ComputeService "${component}" links the KV store "\\w+", but this run would delete that store \\(\\w+\\) with its data: the program no longer has \\S+${urn} \\[linked-store-leaves\\]`,
    );

  const own = (forceDestroy: boolean): Args => ({ kvStores: { a: { name: "carts", forceDestroy, items: ITEMS } } });
  const failBuild = async () => {
    rmSync(join(test.directory, "bin/main.wasm"));
    await test.failing();
    writeFileSync(join(test.directory, "bin/main.wasm"), TINY_WASM);
  };

  for (const linked of ["a", "b"]) {
    it(`keeps its items when the component links it as "${linked}" after a failed run`, async () => {
      test.declare(own(true));
      await test.succeed();
      test.declare({});
      await failBuild();
      test.declare({ kvStores: { [linked]: { existingName: "carts", items: ITEMS } } });
      await refused(leaves("edge", "::edge-a"));
      // The way of the error.
      test.declare(own(false));
      await test.succeed();
      test.declare({ kvStores: { [linked]: { existingName: "carts", items: ITEMS } } });
      await test.succeed();
      assert.deepEqual(items(), ITEMS);
      assert.deepEqual(test.fastly.deployed("shop").links, { [linked]: { type: "object-store", store: "carts" } });
      await test.assertUnchanged();
    });
  }

  it("keeps its items when the component links it under another name in one run", async () => {
    test.declare(own(true));
    await test.succeed();
    test.declare({ kvStores: { b: { existingName: "carts", items: ITEMS } } });
    await refused(leaves("edge", "::edge-a"));
    assert.deepEqual(items(), ITEMS);
  });

  for (const mode of [{ stage: true }, { activate: false }]) {
    it(`keeps its items while the active version reads it, after a failed run: ${JSON.stringify(mode)}`, async () => {
      test.declare(own(true));
      await test.succeed();
      test.declare({});
      await failBuild();
      test.declare(mode);
      await refused(/what the active version 1 of the service \w+ still reads: the KV store "a" \[store-still-read\]/);
      // Both ways of the error.
      test.declare({ ...own(false), ...mode });
      await test.succeed();
      test.declare(mode);
      await test.succeed();
      assert.deepEqual(items(), ITEMS);
      test.declare({});
      await test.succeed();
      await test.assertUnchanged();
    });
  }

  it("goes with its items after a failed run, when the next run activates a version without it", async () => {
    test.declare(own(true));
    await test.succeed();
    test.declare({});
    await failBuild();
    await test.succeed();
    assert.equal(items(), undefined);
    await test.assertUnchanged();
  });

  for (const how of ["store", "component"]) {
    it(`keeps its items when another component links it and its own ${how} is removed`, async () => {
      const define = (kvStores: Args["kvStores"] | undefined, link: boolean) =>
        test.define((directory) => {
          const common = { directory, writeServiceId: false };
          let existingId: pulumi.Input<string> = test.fastly.state().kvStores[0]?.id ?? "";
          if (kvStores !== undefined) {
            const one = new ComputeService("one", { ...common, serviceName: "one", kvStores });
            const former = existingId;
            existingId = one.stores.apply(([store]) => store?.id ?? former);
          }
          const linked = { cache: { existingId, items: { mine: "2" } } };
          new ComputeService("two", { ...common, serviceName: "two", kvStores: link ? linked : {} });
        });
      const gone = how === "store" ? {} : undefined;
      const store = (forceDestroy: boolean) => ({ cache: { name: "carts", forceDestroy, items: ITEMS } });
      define(store(true), true);
      await test.succeed();
      await test.assertUnchanged();
      define(gone, true);
      await refused(leaves("two", "::one-cache"));
      // The way of the error.
      define(store(false), true);
      await test.succeed();
      define(gone, true);
      await test.succeed();
      assert.deepEqual(items(), { ...ITEMS, mine: "2" });
      await test.assertUnchanged();
    });
  }

  it("goes with its items when its own component and all links are removed in one run", async () => {
    const define = (isThere: boolean) =>
      test.define((directory) => {
        const common = { directory, writeServiceId: false };
        const kvStores: Args["kvStores"] = isThere
          ? { cache: { name: "carts", forceDestroy: true, items: ITEMS } }
          : {};
        const one = new ComputeService("one", { ...common, serviceName: "one", kvStores });
        const linked = { cache: { existingId: one.stores.apply(([store]) => store?.id ?? "") } };
        new ComputeService("two", { ...common, serviceName: "two", kvStores: isThere ? linked : {} });
      });
    define(true);
    await test.succeed();
    define(false);
    await test.succeed();
    assert.equal(items(), undefined);
  });

  it("keeps its items when the component links it instead of the program's own resource", async () => {
    const define = (forceDestroy: boolean | undefined) =>
      test.define((directory) => {
        const options = { retainOnDelete: forceDestroy === false };
        const store =
          forceDestroy === undefined
            ? undefined
            : new fastly.Kvstore("carts", { name: "carts", forceDestroy }, options);
        const link = store === undefined ? { existingName: "carts" } : { existingId: store.id };
        new ComputeService("edge", { directory, kvStores: { k: { ...link, items: ITEMS } } });
      });
    define(true);
    await test.succeed();
    define(undefined);
    await refused(leaves("edge", "::carts"));
    // The way of the error.
    define(false);
    await test.succeed();
    define(undefined);
    await test.succeed();
    assert.deepEqual(items(), ITEMS);
    await test.assertUnchanged();
  });

  it("is no obstacle when it only has another name in the program", async () => {
    const define = (name: string, component: string, isRenamed: boolean) =>
      test.define((directory) => {
        const alias = (former: string) => (isRenamed ? { aliases: [{ name: former }] } : {});
        const store = new fastly.Kvstore(name, { name: "hand", forceDestroy: true }, alias("h"));
        const common = { directory, writeServiceId: false };
        const kvStores = { cache: { name: "carts", forceDestroy: true } };
        new ComputeService(component, { ...common, serviceName: "one", kvStores }, alias("one"));
        const links = { hand: { existingId: store.id }, cache: { existingName: "carts" } };
        if (isRenamed) {
          new ComputeService("two", { ...common, serviceName: "two", kvStores: links });
        }
      });
    define("h", "one", false);
    await test.succeed();
    define("hand", "uno", true);
    await test.succeed();
    await test.assertUnchanged();
  });
});
