import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const A = "192.0.2.1/32";
const B = "192.0.2.2/32";

/** The kinds of stores: the argument, its API, and arguments with these keys. */
const KINDS: [argument: keyof Args, api: string, given: (id: string, ...keys: string[]) => object][] = [
  ["configStores", "stores/config", (existingId, ...keys) => ({ existingId, items: valuesOf(keys) })],
  ["kvStores", "stores/kv", (existingId, ...keys) => ({ existingId, items: valuesOf(keys) })],
  ["secretStores", "stores/secret", (existingId, ...keys) => ({ existingId, entries: valuesOf(keys) })],
  ["acls", "acls", (existingId, ...keys) => ({ existingId, entries: valuesOf(keys, "block") })],
];

function valuesOf(keys: string[], value = "value"): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

describe("a key that moves within one store", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  for (const [argument, api, given] of KINDS) {
    const [a, b] = argument === "acls" ? [A, B] : ["a", "b"];
    const keysOf = (id: string) => {
      const stores = (test.fastly.state() as unknown as Record<string, { id: string }[]>)[argument];
      const text = JSON.stringify(stores?.find((store) => store.id === id));
      return [a, b].filter((key) => text.includes(`"${key}"`));
    };

    it(`stays there, from one link to another one: ${argument}`, async () => {
      const { id } = await test.call("POST", `/resources/${api}`, { name: `links-of-${argument}` });
      test.declare({ [argument]: { one: given(id, a), two: given(id, b) } });
      await test.succeed();
      test.declare({ [argument]: { one: given(id), two: given(id, a, b) } });
      await test.succeed();
      assert.deepEqual(keysOf(id), [a, b]);
      // Nothing declares the key any more.
      test.declare({ [argument]: { one: given(id), two: given(id, b) } });
      await test.succeed();
      assert.deepEqual(keysOf(id), [b]);
    });

    it(`stays there when another component, which does not change, declares it too: ${argument}`, async () => {
      const { id } = await test.call("POST", `/resources/${api}`, { name: `components-of-${argument}` });
      const define = (...first: string[]) =>
        test.define((directory) => {
          for (const [serviceName, keys] of Object.entries({ one: first, two: [a, b] })) {
            const store = { [argument]: { store: given(id, ...keys) } };
            new ComputeService(serviceName, { directory, serviceName, writeServiceId: false, ...store });
          }
        });
      define(a);
      await test.succeed();
      define();
      await test.succeed();
      assert.deepEqual(keysOf(id), [a, b]);
      await test.assertUnchanged();
      await test.succeed("destroy");
    });
  }

  for (const [argument, api] of KINDS) {
    const [a, b] = argument === "acls" ? [A, B] : ["a", "b"];
    const values = (keys: string[]) =>
      argument === "secretStores" || argument === "acls"
        ? { entries: valuesOf(keys, argument === "acls" ? "block" : "value") }
        : { items: valuesOf(keys) };
    const keysOf = () => {
      const stores = (test.fastly.state() as unknown as Record<string, { name: string }[]>)[argument];
      const text = JSON.stringify(stores?.find(({ name }) => name === "shared"));
      return [a, b].filter((key) => text.includes(`"${key}"`));
    };
    const define = (first: { name: string } | { existingName: string } | { existingId: string }, ...keys: string[]) =>
      test.define((directory) => {
        const service = (serviceName: string, store: object, opts?: pulumi.ComponentResourceOptions) =>
          new ComputeService(
            serviceName,
            { directory, serviceName, writeServiceId: false, [argument]: { store } },
            opts,
          );
        const one = service("one", { ...first, ...values(keys) });
        service("two", { existingName: "shared", ...values([a, b]) }, { dependsOn: one });
      });

    for (const how of ["name", "id"]) {
      it(`stays there when a component that waits links the store by its name: ${argument} by ${how}`, async () => {
        const { id } = await test.call("POST", `/resources/${api}`, { name: "shared" });
        const linked = how === "id" ? { existingId: id } : { existingName: "shared" };
        define(linked, a, b);
        await test.succeed();
        define(linked, b);
        await test.succeed();
        assert.deepEqual(keysOf(), [a, b]);
        await test.assertUnchanged();
      });
    }

    it(`stays there when a component that waits links the new store of another one by its name: ${argument}`, async () => {
      define({ name: "shared" }, a, b);
      await test.succeed();
      define({ name: "shared" }, b);
      if (argument === "configStores") {
        // The provider would remove the key.
        for (const operation of ["preview", "up"] as const) {
          assert.match(await test.failing(operation), /This run would remove "a" from .* \[item-declared-twice\]\n/);
        }
      } else {
        await test.succeed();
      }
      assert.deepEqual(keysOf(), [a, b]);
    });
  }

  it("goes when a component that waits declares the key for a store of another name", async () => {
    await test.call("POST", "/resources/stores/kv", { name: "other" });
    const define = (...keys: string[]) =>
      test.define((directory) => {
        const service = (serviceName: string, store: object, opts?: pulumi.ComponentResourceOptions) => {
          const args = { directory, serviceName, writeServiceId: false, kvStores: { store } };
          return new ComputeService(serviceName, args, opts);
        };
        const one = service("one", { items: valuesOf(keys) });
        service("two", { existingName: "other", items: valuesOf(["a", "b"]) }, { dependsOn: one });
      });
    define("a", "b");
    await test.succeed();
    define("b");
    await test.succeed();
    assert.deepEqual(test.fastly.stores().kv["shop-dev-one-store"], { b: "value" });
  });

  it("is not removed from a new config store, whose provider knows only its own items", async () => {
    const define = (first: string[], second: string[]) =>
      test.define((directory) => {
        const service = (serviceName: string, configStores: Args["configStores"]) =>
          new ComputeService(serviceName, { directory, serviceName, writeServiceId: false, configStores });
        const { stores } = service("one", { cfg: { items: valuesOf(first) } });
        const existingId = stores.apply(([store]) => store?.id ?? "");
        service("two", { cfg: { existingId, items: valuesOf(second) } });
      });
    const keys = () => test.fastly.state().configStores.flatMap(({ items }) => items.map((item) => item.item_key));
    const refused =
      /This run would remove "b" from the contents of the config store "cfg", .* \[item-declared-twice\]\n/;
    define(["a"], ["b"]);
    await test.succeed();
    await test.succeed("refresh");
    for (const operation of ["preview", "up"] as const) {
      assert.match(await test.failing(operation), refused);
    }
    assert.deepEqual(keys().sort(), ["a", "b"]);
    // The way of the error.
    define(["a", "b"], []);
    await test.succeed();
    assert.deepEqual(keys().sort(), ["a", "b"]);
    define(["a"], ["b"]);
    assert.match(await test.failing(), refused);
    assert.deepEqual(keys().sort(), ["a", "b"]);
  });

  for (const isSecret of [false, true]) {
    it(`is not removed with the last own item of a new config store${isSecret ? " that is secret" : ""}`, async () => {
      const define = (first: string[], second: string[]) =>
        test.define((directory) => {
          const service = (serviceName: string, configStores: Args["configStores"]) =>
            new ComputeService(serviceName, { directory, serviceName, writeServiceId: false, configStores });
          const given = (keys: string[]) =>
            Object.fromEntries(keys.map((key) => [key, isSecret ? pulumi.secret("value") : "value"]));
          const { stores } = service("one", { cfg: { items: given(first) } });
          const existingId = stores.apply(([store]) => store?.id ?? "");
          service("two", { cfg: { existingId, items: given(second) } });
        });
      const keys = () => test.fastly.state().configStores.flatMap(({ items }) => items.map((item) => item.item_key));
      define(["a"], ["b"]);
      await test.succeed();
      define([], ["b"]);
      // Without a refresh the state has only the own items.
      await test.succeed("preview");
      define(["a"], ["b"]);
      await test.succeed("refresh");
      define([], ["b"]);
      for (const operation of ["preview", "up"] as const) {
        assert.match(
          await test.failing(operation),
          /This run would remove "b" from the contents of the config store "cfg"/,
        );
      }
      assert.deepEqual(keys().sort(), ["a", "b"]);
      // The way of the error.
      define(["b"], []);
      await test.succeed();
      assert.deepEqual(keys(), ["b"]);
      define([], []);
      await test.succeed();
      assert.deepEqual(keys(), []);
    });
  }
});
