import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../../sdk";
import { withoutPrefix } from "../../support/diagnostics";
import type { Args } from "../../support/inlineStack";
import { MANIFEST } from "../../support/project";
import { stackOfEachTest } from "../../support/suite";

const OWN: Args = { configStores: { cfg: { items: { a: "1" } } } };
const linkedTo = (existingId: pulumi.Input<string>): Args => ({
  configStores: { cfg: { existingId, items: { a: "1" } } },
});

/** In each case the provider alone ends in a false success, or in an error that no further run ends. */
describe("links and stores", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  const storeByHand = (kind: "config" | "kv" | "secret") =>
    test.call("POST", `/resources/stores/${kind}`, { name: "by-hand" });
  const storeId = (name: string) => test.fastly.state().configStores.find((store) => store.name === name)?.id ?? "";

  it("a link moves from the service's own store to another one in two ups, never in one", async () => {
    const { id } = await test.call("POST", "/resources/stores/config", { name: "by-hand" });
    test.declare(OWN);
    await test.succeed();
    test.declare(linkedTo(id));
    const before = test.fastly.deployed("shop");
    for (const operation of ["preview", "up"] as const) {
      const told = await test.failing(operation);
      assert.match(told, new RegExp(`The service's link "cfg" would move from the store \\w+ to ${id}, but`));
      assert.match(told, /\n {2}configStores: \{ cfg: \{ existingId: "\w+" \} \},\n/);
      assert.match(
        told,
        /To link the other store, or when the linked store is gone: run pulumi up once without the store "cfg", then again with it\./,
      );
    }
    assert.deepEqual(test.fastly.deployed("shop"), before);
    test.declare({});
    await test.succeed();
    test.declare(linkedTo(id));
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").links, { cfg: { type: "config", store: "by-hand" } });
    await test.assertUnchanged();
  });

  it("a link moves to a new store in two ups, never in one", async () => {
    const { id } = await test.call("POST", "/resources/stores/config", { name: "by-hand" });
    test.declare(linkedTo(id));
    await test.succeed();
    test.declare(OWN);
    assert.match(
      await test.failing("preview"),
      new RegExp(`The service's link "cfg" would move from the store ${id} to a new one, but`),
    );
    test.declare({});
    await test.succeed();
    test.declare(OWN);
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").links, { cfg: { type: "config", store: "shop-dev-edge-cfg" } });
    assert.deepEqual(test.fastly.stores().config["shop-dev-edge-cfg"], { a: "1" });
    await test.assertUnchanged();
  });

  const STORES = {
    config: (store: object): Args => ({ configStores: { cfg: { items: { a: "1" }, ...store } } }),
    kv: (store: object): Args => ({ kvStores: { cfg: { items: { a: "1" }, ...store } } }),
    secret: (store: object): Args => ({ secretStores: { cfg: { entries: { a: "1" }, ...store } } }),
  };
  for (const [kind, noun] of [
    ["config", "config"],
    ["kv", "KV"],
    ["secret", "secret"],
  ] as const) {
    it(`a run that links another ${noun} store does not delete the former one, even with forceDestroy`, async () => {
      const args = STORES[kind];
      const { id: other } = await storeByHand(kind);
      test.declare(args({ forceDestroy: true }));
      await test.succeed();
      const own = test.fastly.service("shop").versions[0]?.links[0]?.resource_id ?? "";
      const before = test.fastly.state();
      for (const link of [{ existingId: own }, { existingId: other }, { existingName: "shop-dev-edge-cfg" }]) {
        test.declare(args(link));
        for (const operation of ["preview", "up"] as const) {
          assert.equal(
            withoutPrefix((await test.run(operation)).errors[0] ?? ""),
            `before hook "edge-check-lost-stores" failed: ComputeService "edge" would delete the ${noun} store "cfg" with its data: it has forceDestroy, and the program now links a store instead [store-linked-instead]\n` +
              "To link the same store, run pulumi up once with { forceDestroy: false } instead of [existingId] or [existingName]. Then link the store, and run pulumi up again.\n" +
              'To link another store, run pulumi up once without the store "cfg", which deletes it. Then link the other store, and run pulumi up again.',
          );
        }
      }
      assert.deepEqual(test.fastly.state(), before);
      test.declare(args({ forceDestroy: false }));
      await test.succeed();
      test.declare(args({ existingId: own }));
      await test.succeed();
      assert.deepEqual(test.fastly.stores()[kind]["shop-dev-edge-cfg"], { a: "1" });
      assert.equal(Object.values(test.fastly.deployed("shop").links)[0]?.store, "shop-dev-edge-cfg");
      await test.assertUnchanged();
    });

    it(`two ups replace a ${noun} store with forceDestroy by another one`, async () => {
      const args = STORES[kind];
      const { id } = await storeByHand(kind);
      test.declare(args({ forceDestroy: true }));
      await test.succeed();
      test.declare({});
      await test.succeed();
      test.declare(args({ existingId: id }));
      await test.succeed();
      assert.deepEqual(test.fastly.stores()[kind], { "by-hand": { a: "1" } });
      await test.assertUnchanged();
    });
  }

  it("two stores of different kinds with one name are refused before any of them is created", async () => {
    writeFileSync(join(test.directory, "fastly.toml"), `${MANIFEST}\n[setup.object_stores.cfg]\n`);
    test.declare(OWN);
    const before = test.fastly.state();
    for (const operation of ["preview", "up"] as const) {
      const told = await test.failing(operation);
      assert.match(
        told,
        /ComputeService "edge": 1 problem \[component-unusable\]\nThe KV store "cfg" has the same name as a config store, /,
      );
      assert.match(
        told,
        /links only one store of a name \(\S+fastly\.toml:5\) \[store-link-twice\]\n {2}Rename one of the two/,
      );
    }
    assert.deepEqual(test.fastly.state(), before);
    writeFileSync(join(test.directory, "fastly.toml"), `${MANIFEST}\n[setup.object_stores.data]\n`);
    await test.succeed();
    await test.assertUnchanged();
  });

  it("a link to a store with an unknown id passes preview, and up refuses it when the link would move", async () => {
    const { id } = await storeByHand("config");
    const { id: other } = await test.call("POST", "/resources/stores/config", { name: "other" });
    test.declare(linkedTo(id));
    await test.succeed();
    for (const linked of [id, other]) {
      test.define((directory) => {
        const later = pulumi.output(pulumi.runtime.isDryRun() ? pulumi.unknown : linked);
        new ComputeService("edge", { directory, ...linkedTo(later as pulumi.Output<string>) });
      });
      await test.succeed("preview");
      if (linked === id) {
        assert.deepEqual(Object.keys((await test.succeed()).changes), ["same"]);
      }
    }
    assert.match(
      await test.failing(),
      new RegExp(`The service's link "cfg" would move from the store ${id} to ${other}, but`),
    );
  });

  it("every run reports a link that someone moved at Fastly, and two ups restore it", async () => {
    test.declare(OWN);
    await test.succeed();
    const { id } = await test.call("POST", "/resources/stores/config", { name: "by-hand" });
    const service = `/service/${test.fastly.service("shop").id}/version`;
    await test.call("PUT", `${service}/1/clone`);
    const link = test.fastly.service("shop").versions[1]?.links[0]?.id;
    await test.call("DELETE", `${service}/2/resource/${link}`);
    await test.call("POST", `${service}/2/resource`, { name: "cfg", resource_id: id });
    await test.call("PUT", `${service}/2/activate`);
    for (let round = 0; round < 2; round++) {
      const told = await test.failing();
      assert.match(told, /the store link cfg to \w+ is missing\s+the store link cfg to \w+ is still there/);
      assert.match(told, /Run: pulumi up --refresh/);
    }
    assert.match(await test.failing("up", { refresh: true }), /run pulumi up once without the store "cfg"/);
    test.declare({});
    await test.succeed("up", { refresh: true });
    test.declare({ configStores: { cfg: { existingName: "shop-dev-edge-cfg" } } });
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").links, { cfg: { type: "config", store: "shop-dev-edge-cfg" } });
  });

  it("two ups create and fill a store again that someone deleted", async () => {
    test.declare(OWN);
    await test.succeed();
    // Fastly lets nobody delete a store that the active version links.
    const version = `/service/${test.fastly.service("shop").id}/version/1`;
    await test.call("PUT", `${version}/deactivate`);
    await test.call("DELETE", `/resources/stores/config/${storeId("shop-dev-edge-cfg")}`);
    await test.call("PUT", `${version}/activate`);
    const told = await test.failing("up", { refresh: true });
    assert.match(told, /run pulumi up once without the store "cfg", then again with it\./);
    test.declare({});
    await test.succeed("up", { refresh: true });
    await test.call("DELETE", `/resources/stores/config/${storeId("shop-dev-edge-cfg")}`);
    test.declare(OWN);
    await test.succeed();
    assert.deepEqual(test.fastly.stores().config, { "shop-dev-edge-cfg": { a: "1" } });
    await test.assertUnchanged();
  });
});
