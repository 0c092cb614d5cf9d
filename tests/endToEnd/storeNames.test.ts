import assert from "node:assert/strict";
import { join } from "node:path";
import { ComputeService } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import { type Args, type InlineStack, inlineStack } from "../support/inlineStack";
import { removeProjects } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const STORES: [kind: "config" | "kv" | "secret", declared: (name: string, link?: object) => Args, path: string][] = [
  ["config", (name, link) => ({ configStores: { [name]: { items: { a: "1" }, ...link } } }), "configStores"],
  ["kv", (name, link) => ({ kvStores: { [name]: { items: { a: "1" }, ...link } } }), "kvStores"],
  ["secret", (name, link) => ({ secretStores: { [name]: { entries: { a: "1" }, ...link } } }), "secretStores"],
];

describe("a new store with a name in use", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  for (const [kind, declared, argument] of STORES) {
    it(`is refused, and no remedy deletes the ${kind} store that a live service of another stack reads`, async () => {
      const [one, two] = [
        { stack: test.another({ project: "shop", stack: "a-b" }), serviceName: "one" },
        {
          stack: test.another({ project: "shop-a", stack: "b", stateDirectory: join(test.directory, ".state-b") }),
          serviceName: "two",
        },
      ];
      const define = ({ stack, serviceName }: typeof one, args: Args) =>
        stack.define(
          (directory) => new ComputeService("c", { directory, writeServiceId: false, serviceName, ...args }),
        );
      define(one, declared("data"));
      await one.stack.succeed();
      const { id } = test.fastly.service("one");
      define(two, declared("data"));
      assert.match(
        await two.stack.refused(),
        new RegExp(
          `failed: Fastly already has a store named "shop-a-b-c-data", and the service ${id} \\("one"\\) of shop/a-b/c reads it \\[store-name-taken\\]\\n` +
            "To make a new store, give yours another name.\\n" +
            `To use the existing store and its data, link it: ${argument}: { data: { existingName: "shop-a-b-c-data" } }; declared contents are then written into that store.$`,
        ),
      );
      test.fastly.inject({ method: "GET", path: /\/resource$/, times: 10, fault: { status: 500 } });
      assert.match(
        await two.stack.refused(),
        new RegExp(`To use this store and its data, link it: ${argument}: \\{ data: .* \\}\\.$`),
      );
      define(two, declared("other"));
      await two.stack.succeed();
      define(two, { ...declared("data", { existingName: "shop-a-b-c-data" }) });
      await two.stack.succeed();
      assert.equal(test.fastly.deployed("two").links.data?.store, "shop-a-b-c-data");
      await one.stack.assertUnchanged();

      await one.stack.succeed("destroy");
      await two.stack.succeed("destroy");
      define(one, declared("data"));
      assert.match(
        await one.stack.refused(),
        new RegExp(`\\nTo start with an empty store, delete this one .* Run:\\n  fastly ${kind}-store delete`),
      );
    });
  }
});

describeOnEachEngine("a renamed stack", function (engine) {
  this.timeout(240_000);
  after(removeProjects);

  it("reports that its stores keep names at Fastly from its old name", async () => {
    const test = await inlineStack(undefined, engine);
    try {
      const declared = Object.assign({}, ...STORES.map(([kind, args]) => args(kind)));
      const named: { name: string; store?: string }[][] = [];
      const declare = (stack: InlineStack) =>
        stack.define((directory) => {
          new ComputeService("edge", { directory, ...declared }).stores.apply((stores) =>
            named.push(stores.map(({ name, store }) => ({ name, store }))),
          );
        });
      declare(test);
      await test.succeed();
      const renamed = test.renamed("staging");
      declare(renamed);
      const before = test.fastly.stores();
      for (const operation of ["preview", "up", "up"] as const) {
        named.length = 0;
        await renamed.succeed(operation);
        assert.deepEqual(
          named.at(-1),
          ["config", "kv", "secret"].map((name) => ({ name, store: `shop-dev-edge-${name}` })),
        );
      }
      assert.deepEqual(test.fastly.stores(), before);
      assert.deepEqual(
        STORES.map(([kind]) => test.fastly.deployed("shop").links[kind]?.store),
        STORES.map(([kind]) => `shop-dev-edge-${kind}`),
      );
      await renamed.assertUnchanged();
    } finally {
      await test.fastly.stop();
    }
  });
});
