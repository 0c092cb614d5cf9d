import assert from "node:assert/strict";
import { ComputeService } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { removeProjects, TINY_WASM } from "../support/project";
import { testStack } from "../support/stack";
import { stackOfEachTest } from "../support/suite";

const KINDS: [
  kind: "config" | "kv" | "secret",
  argument: "configStores" | "kvStores" | "secretStores",
  contents: object,
][] = [
  ["config", "configStores", { items: { a: "1" } }],
  ["kv", "kvStores", { items: { a: "1" } }],
  ["secret", "secretStores", { entries: { a: "1" } }],
];

describe("the name of a store at Fastly", function () {
  this.timeout(120_000);
  const test = stackOfEachTest();
  let stores: { store?: string }[];

  const declared = (name?: string): Args =>
    Object.fromEntries(
      KINDS.map(([kind, argument, contents]) => [
        argument,
        { [kind]: { ...contents, ...(name && { name: `${name}-${kind}` }) } },
      ]),
    );

  function define(args: Args, name = "edge", aliases: string[] = []): void {
    test.define((directory) => {
      const opts = { aliases: aliases.map((alias) => ({ name: alias })) };
      new ComputeService(name, { directory, ...args }, opts).stores.apply((summary) => {
        stores = summary;
      });
    });
  }

  /** The names of the stores in the outputs. */
  async function told(): Promise<string[]> {
    await test.succeed();
    return stores.map(({ store }) => store ?? "").sort();
  }

  it("can be chosen, and appears everywhere", async () => {
    define(declared("mine"));
    assert.deepEqual(await told(), ["mine-config", "mine-kv", "mine-secret"]);
    for (const [kind] of KINDS) {
      assert.deepEqual(Object.keys(test.fastly.stores()[kind]), [`mine-${kind}`]);
      assert.equal(test.fastly.deployed("shop").links[kind]?.store, `mine-${kind}`);
    }
    await test.assertUnchanged();
  });

  it("stays the same when the component is renamed, in outputs too", async () => {
    define(declared());
    const before = await told();
    assert.deepEqual(before, ["shop-dev-edge-config", "shop-dev-edge-kv", "shop-dev-edge-secret"]);
    define(declared(), "front", ["edge"]);
    assert.deepEqual(await told(), before);
    define(declared(), "front");
    assert.deepEqual(await told(), before);
    for (const [kind] of KINDS) {
      assert.deepEqual(Object.keys(test.fastly.stores()[kind]), [`shop-dev-edge-${kind}`]);
    }
  });

  for (const [kind, argument] of KINDS) {
    it(`cannot change: another name for a ${kind} store is refused with two ways on`, async () => {
      define(declared("old"));
      await told();
      const others = KINDS.filter(([other]) => other !== kind).map(([other, key, kept]) => [
        key,
        { [other]: { ...kept, name: `old-${other}` } },
      ]);
      define({ ...declared("new"), ...Object.fromEntries(others) } as Args);
      const alone = await test.refused();
      const noun = kind === "kv" ? "KV" : kind;
      assert.equal(
        alone,
        `The ${noun} store "${kind}" is named "old-${kind}" at Fastly, and Fastly cannot rename it to "new-${kind}" [store-renamed]\n` +
          `To keep this store and its data, keep its name: ${argument}: { ${kind}: { name: "old-${kind}" } }.\n` +
          `To replace it by a new one, run pulumi up once without the store "${kind}", then again with it.`,
      );
      define(declared("old"));
      await test.succeed();
      define({ ...declared("old"), [argument]: {} });
      await test.succeed();
      define({ ...declared("old"), [argument]: { [kind]: { name: `new-${kind}` } } });
      await test.succeed();
      assert.equal(test.fastly.deployed("shop").links[kind]?.store, `new-${kind}`);
    });
  }

  const REFUSED: [string, object, RegExp][] = [
    ["is empty", { name: "" }, /The name of the (KV|config|secret) store "" has 0 characters/],
    ["is given for a linked store", { name: "x", existingId: "y" }, /has \[name\], but a linked store/],
    ["has a line break", { name: "a\nb" }, /control characters/],
  ];
  for (const [what, args, says] of REFUSED) {
    it(`is refused when it ${what}`, async () => {
      for (const [, argument] of KINDS) {
        define({ [argument]: { s: args } });
        assert.match(await test.refused(), says);
      }
    });
  }
});

describeOnEachEngine("the stores of a renamed stack", function (engine) {
  this.timeout(240_000);
  after(removeProjects);

  it("keep their names, in outputs and children too", async () => {
    const files = {
      "app/fastly.toml": `manifest_version = 3\nname = "shop"\nlanguage = "other"\n${KINDS.map(([kind]) => `[setup.${kind}_stores.${kind}]\n`).join("")}`,
      "app/bin/main.wasm": TINY_WASM,
    };
    const program = 'const edge = new ComputeService("edge", { directory: "./app" }); exports.stores = edge.stores;';
    const test = await testStack({ engine, files, program });
    try {
      const first = await test.show("up");
      assert.ok(first.ok, first.text);
      test.edit("index.js", '"edge"', '"front"');
      test.edit("index.js", "});", '}, { aliases: [{ name: "edge" }] });');
      const second = await test.show("up");
      assert.ok(second.ok, second.text);
      const names = (second.outputs.stores as { store: string }[]).map(({ store }) => store).sort();
      assert.deepEqual(names, KINDS.map(([kind]) => `shop-dev-edge-${kind}`).sort());
      assert.doesNotMatch(second.text, /shop-dev-front-/);
    } finally {
      await test.stop();
    }
  });
});

describeOnEachEngine("a store that the program itself creates", function (engine) {
  this.timeout(240_000);
  after(removeProjects);

  const FILES = {
    "app/fastly.toml": 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n',
    "app/bin/main.wasm": TINY_WASM,
    "two/fastly.toml": 'manifest_version = 3\nname = "two"\nlanguage = "other"\n',
    "two/bin/main.wasm": TINY_WASM,
  };
  const PROGRAMS: Record<string, string> = {
    "is linked by name once it is there": `
const fastly = require("@pulumi/fastly");
const made = [new fastly.Configstore("c", { name: "my-config" }), new fastly.Kvstore("k", { name: "my-kv" }), new fastly.Secretstore("s", { name: "my-secret" })];
new ComputeService("two", { directory: "./two",
${KINDS.map(([kind, argument, contents]) => `  ${argument}: { ${kind}: { existingName: "my-${kind}", ...${JSON.stringify(contents)} } },`).join("\n")}
}, { dependsOn: made });`,
    "is linked by name once the component that makes it is there": `
const one = new ComputeService("one", { directory: "./app",
${KINDS.map(([kind, argument]) => `  ${argument}: { ${kind}: { name: "my-${kind}" } },`).join("\n")}
});
new ComputeService("two", { directory: "./two",
${KINDS.map(([kind, argument, contents]) => `  ${argument}: { ${kind}: { existingName: "my-${kind}", ...${JSON.stringify(contents)} } },`).join("\n")}
}, { dependsOn: one });`,
    "is linked by the id that another component gives": `
const one = new ComputeService("one", { directory: "./app",
${KINDS.map(([kind, argument]) => `  ${argument}: { ${kind}: { name: "my-${kind}" } },`).join("\n")}
});
const id = (name) => one.stores.apply((stores) => stores.find((store) => store.name === name).id);
new ComputeService("two", { directory: "./two",
${KINDS.map(([kind, argument, contents]) => `  ${argument}: { ${kind}: { existingId: id("${kind}"), ...${JSON.stringify(contents)} } },`).join("\n")}
});`,
  };
  for (const [what, program] of Object.entries(PROGRAMS)) {
    it(what, async () => {
      const test = await testStack({ engine, files: FILES, program });
      try {
        for (const operation of ["preview", "up", "preview", "up"] as const) {
          const { ok, text } = await test.show(operation);
          assert.ok(ok, text);
        }
        const { links } = test.fastly.deployed("two");
        for (const [kind] of KINDS) {
          assert.equal(links[kind]?.store, `my-${kind}`);
          assert.deepEqual(Object.values(test.fastly.stores()[kind]), [{ a: "1" }]);
        }
        assert.deepEqual(Object.keys((await test.up()).changes), ["same"]);
      } finally {
        await test.stop();
      }
    });
  }

  it("is not found by a wrong name, which is an error in preview too", async () => {
    const program = `
const fastly = require("@pulumi/fastly");
const made = new fastly.Kvstore("k", { name: "my-kv" });
new ComputeService("two", { directory: "./two", kvStores: { k: { existingName: "mine-kv" } } });`;
    const test = await testStack({ engine, files: FILES, program });
    try {
      const { ok, text } = await test.show("preview");
      assert.equal(ok, false);
      assert.match(text, /Fastly has no KV store named "mine-kv" \[store-not-found\]\n.*Correct \[existingName\]/);
    } finally {
      await test.stop();
    }
  });
});
