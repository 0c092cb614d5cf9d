import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import { diagnosticsOf } from "../support/diagnostics";
import { describeOnEachEngine } from "../support/engines";
import { type Args, inlineStack } from "../support/inlineStack";
import { removeProjects, TINY_WASM } from "../support/project";
import { testStack } from "../support/stack";
import { stackOfEachTest } from "../support/suite";

/** Everything that is a resource or has a name at Fastly. */
const ALL: Args = {
  backends: { api: { address: "api.example.com" } },
  dictionaries: { d: { items: { a: "1" } } },
  configStores: { c: { items: { a: "1" } } },
  kvStores: { k: { items: { a: "1" } } },
  secretStores: { s: { entries: { a: "1" } } },
  logEndpoints: { logs: { https: { url: "https://logs.example.com" } } },
  products: { websockets: true },
};

describe("components of one program", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  type Component = [name: string, args: Args, parent?: string];

  function define(...components: Component[]): void {
    test.define((directory) => {
      for (const [index, [name, args, parent]] of components.entries()) {
        const given = { directory, serviceName: `service-${index}`, writeServiceId: false, ...args };
        const opts = parent === undefined ? {} : { parent: new pulumi.ComponentResource(parent, `parent-${index}`) };
        new ComputeService(name, given, opts);
      }
    });
  }

  it("may have the same name below parents of different types", async () => {
    const { products, ...args } = ALL;
    define(["edge", args], ["edge", args, "acme:site:Web"], ["edge", args, "acme:other/site:Web"]);
    await test.succeed("preview");
    await test.succeed();
    assert.deepEqual(Object.keys(test.fastly.stores().kv).sort(), [
      "shop-dev-acme.other.site.Web-edge-k",
      "shop-dev-acme.site.Web-edge-k",
      "shop-dev-edge-k",
    ]);
    const domains = [0, 1, 2].map((index) => test.fastly.deployed(`service-${index}`).domains);
    assert.equal(new Set(domains.flat()).size, 3);
    await test.assertUnchanged();
    await test.succeed("destroy");
  });

  it("create nothing when the program continues after the error of one of them", async () => {
    test.define((directory) => {
      assert.throws(() => new ComputeService("broken", { directory: "nowhere" }));
      new ComputeService("edge", { directory });
    });
    assert.match(await test.failing(), /"broken".* \[other-component-failed\]\n/);
    assert.deepEqual(test.fastly.services(), []);
  });

  it("report that the engine does not list the stack's resources, where that matters for a service", async () => {
    define(["edge", { writeServiceId: true }]);
    await test.succeed();
    const other = test.another({ stack: "other" });
    other.define((directory) => {
      const monitor = pulumi.runtime.getMonitor();
      assert.ok(monitor);
      const invoke = monitor.invoke.bind(monitor) as (...args: unknown[]) => never;
      const failing = (request: { getTok(): string }, done: (error: Error) => void) =>
        request.getTok().startsWith("pulumi:pulumi:readStack") ? done(new Error("it is gone")) : invoke(request, done);
      Object.assign(monitor, { invoke: failing });
      new ComputeService("edge", { directory, existingService: "adopt", serviceName: "service-0" });
    });
    const before = test.fastly.state();
    assert.match(await other.failing(), /it is gone.* \[state-unreadable\]\n/);
    assert.deepEqual(test.fastly.state(), before);
  });

  it("each remove their id from the manifest in a destroy", async () => {
    const args = { writeServiceId: true, removeServiceId: true };
    const another = await inlineStack();
    await another.fastly.stop();
    const directories = [test.directory, another.directory];
    test.define(() => {
      for (const [index, type] of ["acme:site:Web", "acme:site:Api"].entries()) {
        const parent = new pulumi.ComponentResource(type, "site");
        new ComputeService("edge", { directory: directories[index] ?? "", serviceName: type, ...args }, { parent });
      }
    });
    await test.succeed();
    await test.succeed("destroy", { runProgram: true });
    assert.deepEqual(test.fastly.services(), []);
  });

  const SAME = "Rename one of the two, or rename one of the components.";
  const REFUSED: [string, Component[], RegExp][] = [
    [
      "one name",
      [
        ["edge", {}],
        ["edge", {}],
      ],
      /^Two ComputeServices have the name "edge" \[component-name-twice\]\nGive each ComputeService its own name/,
    ],
    [
      "one name below parents of one type",
      [
        ["edge", {}, "acme:site:Web"],
        ["edge", {}, "acme:site:Web"],
      ],
      /^Two ComputeServices have the name "edge" below acme:site:Web \[component-name-twice\]\n/,
    ],
    [
      "one domain",
      [
        ["one", { domains: ["www.example.com"] }],
        ["two", { domains: ["WWW.example.com"] }],
      ],
      /The domain "www.example.com" of ComputeService "two" would be the same as the domain "www.example.com" of "one" \[declared-by-two-components\]/,
    ],
    [
      "one name for their stores",
      [
        ["one", { kvStores: { a: { name: "cache" } } }],
        ["two", { kvStores: { b: { name: "cache" } } }],
      ],
      /The KV store "b" of ComputeService "two" would be the same as the KV store "a" of "one"/,
    ],
    ...(
      [
        [
          "domain",
          { domains: ["b-c.example.com"] },
          { domains: ["c.example.com"] },
          "b-c.example.com",
          "c.example.com",
        ],
        ...(
          [
            ["backend", "backends", { address: "api.example.com" }],
            ["config store", "configStores", {}],
            ["KV store", "kvStores", {}],
            ["secret store", "secretStores", {}],
            ["log endpoint", "logEndpoints", { https: { url: "https://logs.example.com" } }],
          ] as const
        ).map(([noun, key, value]) => [noun, { [key]: { "b-c": value } }, { [key]: { c: value } }, "b-c", "c"]),
      ] as [string, Args, Args, string, string][]
    ).map(([noun, first, second, one, two]): [string, Component[], RegExp] => [
      `names that join to one for a ${noun}`,
      [
        ["a", first],
        ["a-b", second],
      ],
      new RegExp(`The ${noun} "${two}" of ComputeService "a-b" would be the same as the ${noun} "${one}" of "a"`),
    ]),
  ];
  for (const [what, components, says] of REFUSED) {
    it(`cannot have ${what}`, async () => {
      define(...components);
      await test.run("preview");
      await test.assertEnds();
      const told = await test.refused();
      assert.match(told, says);
      assert.ok(told.includes(SAME) || told.includes("its own name"), told);
    });
  }

  for (const [by, one, two] of [
    ["serviceName", "shop-x", "shop-x"],
    ["the manifest", undefined, undefined],
    ["both", undefined, "shop"],
  ] as const) {
    it(`cannot create two services of one name, by ${by}, and neither is created`, async () => {
      define(["one", { ...ALL, serviceName: one }], ["two", { serviceName: two }]);
      // The engine decides which of the two comes first.
      for (const operation of ["preview", "up"] as const) {
        assert.match(
          await test.failing(operation),
          /"(one|two)" would create a service named "shop(-x)?", and so would the service of "(one|two)" of this program \[service-name-twice\]\nGive one/,
        );
      }
      assert.deepEqual(test.writes(), []);
      define(["one", { serviceName: one }], ["two", { serviceName: "another" }]);
      await test.succeed();
      // Live services keep their names, whatever the manifest says.
      define(["one", { serviceName: one }], ["two", { serviceName: undefined }]);
      await test.succeed("preview");
    });
  }

  it("create nothing in a run with an error in one of them, and the next run succeeds", async () => {
    define(["one", ALL], ["two", { existingService: "sometimes" as never }]);
    assert.match(await test.refused(), /existingService/);
    define(["one", { kvStores: { k: {} } }]);
    await test.succeed();
  });
});

describeOnEachEngine("a component that cannot be made", function (engine) {
  this.timeout(120_000);
  after(removeProjects);

  for (const [what, statement, error] of [
    [
      "another component that throws",
      'new ComputeService("two", { directory: "./none" });',
      "none/fastly.toml does not exist",
    ],
    [
      "one of the same name",
      'new ComputeService("one", { directory: "./app" });',
      'Two ComputeServices have the name "one"',
    ],
    ["the program itself", 'setTimeout(() => { throw new pulumi.RunError("no more"); }, 0);', "no more"],
    [
      "another component in a later turn",
      'setTimeout(() => new ComputeService("two", { directory: "./none" }), 0);',
      "none/fastly.toml does not exist",
    ],
  ] as const) {
    it(`does not let the others be created: ${what}`, async () => {
      const test = await testStack({
        engine,
        files: {
          "app/fastly.toml":
            'manifest_version = 3\nname = "shop"\nlanguage = "other"\n[setup.kv_stores.k.items.a]\nvalue = "1"\n',
          "app/bin/main.wasm": TINY_WASM,
        },
        program: `new ComputeService("one", { directory: "./app" });\n${statement}`,
      });
      try {
        for (const operation of ["preview", "up"] as const) {
          const { ok, text } = await test.show(operation);
          assert.equal(ok, false);
          const told = Object.values(diagnosticsOf(text)).join("\n");
          assert.ok(told.includes(error), told);
          assert.doesNotMatch(told, /at \w.*\(.*:\d+:\d+\)/);
        }
        assert.deepEqual(test.writes(), []);
      } finally {
        await test.stop();
      }
    });
  }
});
