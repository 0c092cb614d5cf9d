import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { TINY_WASM } from "../support/project";
import { testStack } from "../support/stack";
import { stackOfEachTest } from "../support/suite";

const WWW = "www.example.com";
const SERVICE = "fastly:index/serviceCompute:ServiceCompute";

describeOnEachEngine("a transform of the program", (engine) => {
  const shop = stackOfEachTest({ engine });

  const declare = (args: Args, transform?: pulumi.ResourceTransform) =>
    shop.declare({ generatedDomain: false, ...args }, transform && { transforms: [transform] });

  it("can give an update of the service more time", async () => {
    declare({}, ({ type, props, opts }) =>
      type === SERVICE ? { props, opts: { ...opts, customTimeouts: { update: "20m" } } } : undefined,
    );
    await shop.succeed();
    await shop.assertUnchanged();
  });

  it("can let a domain outlive the stack", async () => {
    declare({ versionlessDomains: { [WWW]: {} } }, ({ name, props, opts }) =>
      name === `edge-${WWW}` ? { props, opts: { ...opts, retainOnDelete: true } } : undefined,
    );
    await shop.succeed();
    await shop.succeed("destroy");
    assert.deepEqual([shop.fastly.services(), shop.fastly.state().managedDomains.map(({ fqdn }) => fqdn)], [[], [WWW]]);
  });

  it("can protect one store, and nothing else", async () => {
    const transform: pulumi.ResourceTransform = ({ type, name, props, opts }) =>
      name === "edge-carts" && type === "fastly:index/kvstore:Kvstore"
        ? { props, opts: { ...opts, protect: true } }
        : undefined;
    declare({ kvStores: { carts: {}, pages: {} } }, transform);
    await shop.succeed();
    const guarded = (await shop.resources()).filter(({ protect }) => protect).map(({ urn }) => urn.split("::").at(-1));
    assert.deepEqual(guarded, ["edge-carts"]);
    await shop.assertUnchanged();
  });

  const KV = "fastly:index/kvstore:Kvstore";
  const only = (wanted: string, transform: pulumi.ResourceTransform): pulumi.ResourceTransform => {
    return (given) => (given.type === wanted ? transform(given) : undefined);
  };

  /** Fails in preview and up, with nothing changed at Fastly. Returns the preview's error. */
  async function refusedByTransform(args: Args, transform: pulumi.ResourceTransform): Promise<string> {
    const before = shop.fastly.state();
    declare(args, transform);
    const says = await shop.failing("preview");
    await shop.failing();
    assert.deepEqual(shop.fastly.state(), before);
    return says;
  }

  for (const [what, type] of [
    ["everything", undefined],
    ["the component", "fastly-compute:index:ComputeService"],
    ["the service", SERVICE],
    ["a store", KV],
    ["what people review", "fastly-compute:index:KvStore"],
  ] as const) {
    it(`that drops the options of ${what} is refused, because its guards would be lost`, async () => {
      const args = { kvStores: { carts: {} } };
      const forget: pulumi.ResourceTransform = ({ props }) => ({ props, opts: { protect: true } });
      const transform = type === undefined ? forget : only(type, forget);
      const code = /A transform of ComputeService "edge" drops the options .*[\s\S]*\[transform-drops-options\]/;
      if (what !== "the service" && what !== "what people review") {
        assert.match(await refusedByTransform(args, transform), code);
      }
      // An existing service is not touched either, and the run fails.
      declare(args);
      await shop.succeed();
      if (what !== "what people review") {
        assert.match(await refusedByTransform(args, transform), code);
      }
    });
  }

  it("that changes what the component manages is refused, and the error names the argument", async () => {
    for (const [property, value, argument] of [
      ["name", "other", "serviceName"],
      ["activate", false, "activate"],
      ["versionComment", "mine", "versionComment"],
    ] as const) {
      const says = await refusedByTransform(
        {},
        only(SERVICE, ({ props, opts }) => ({ props: { ...props, [property]: value }, opts })),
      );
      assert.match(says, new RegExp(`changes \\[${property}\\] of the service "edge" \\[transform-changes-guarded\\]`));
      assert.match(says, new RegExp(`Set the argument \\[${argument}\\] instead`));
    }
  });

  /** Registers a transform of the whole stack before the component, in one way or the other. */
  const WAYS: Record<
    string,
    (answer: (given: { type: string; props: object; opts: object }) => object | undefined) => void
  > = {
    registerResourceTransform: (answer) => pulumi.runtime.registerResourceTransform((given) => answer(given) as never),
    registerStackTransformation: (answer) =>
      pulumi.runtime.registerStackTransformation((given) => answer(given) as never),
  };
  for (const [way, register] of Object.entries(WAYS)) {
    it(`of the whole stack that changes what the component manages is refused: ${way}`, async () => {
      const define = (props?: object) =>
        shop.define((directory) => {
          register((given) =>
            given.type === SERVICE && props ? { props: { ...given.props, ...props }, opts: given.opts } : undefined,
          );
          new ComputeService("edge", { directory, generatedDomain: false });
        });
      const refused = async (props: object) => {
        const before = shop.fastly.state();
        define(props);
        const says = await shop.failing("preview");
        assert.match(await shop.failing(), /\[transform-changes-guarded\]/);
        assert.deepEqual(shop.fastly.state().services, before.services);
        return says;
      };
      assert.match(
        await refused({ name: "other" }),
        /A transform of the whole stack changes \[name\] of the service "edge" \[transform-changes-guarded\]\nSet the argument \[serviceName\]/,
      );
      define();
      await shop.succeed();
      assert.match(await refused({ versionComment: "mine" }), /changes \[versionComment\]/);
      assert.match(await refused({ activate: false }), /changes \[activate\]/);
      // Properties that the component does not look after may be changed.
      define({ forceDestroy: false });
      await shop.succeed();
      await shop.assertUnchanged();
    });

    it(`of the whole stack that drops the hooks of the service fails the preview of a change: ${way}`, async () => {
      const define = (domains: string[], drops: boolean) =>
        shop.define((directory) => {
          register(({ type, props, opts }) => {
            const { hooks: _, ...rest } = opts as { hooks?: unknown };
            return type === SERVICE && drops ? { props, opts: rest } : undefined;
          });
          new ComputeService("edge", { directory, domains, generatedDomain: false });
        });
      define([], false);
      await shop.succeed();
      define([], true);
      await shop.succeed("preview");
      define([WWW], true);
      const drops = /A transform of the whole stack drops the options hooks of \S+ "edge" \[transform-drops-options\]/;
      assert.match(await shop.failing("preview"), drops);
      define([WWW], false);
      await shop.succeed();
    });
  }

  it("that throws is one error with its message", async () => {
    const says = await refusedByTransform(
      {},
      only(SERVICE, () => {
        throw new TypeError("no such thing");
      }),
    );
    assert.match(
      says,
      /fails for fastly:index\/serviceCompute:ServiceCompute "edge": no such thing \[transform-failed\]/,
    );
  });

  it("is refused in the same way in a separate process", async () => {
    const test = await testStack({
      engine,
      process: true,
      files: { "fastly.toml": 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n', "bin/main.wasm": TINY_WASM },
      program: `new ComputeService("edge", { directory: "." }, { transforms: [({ props }) => ({ props, opts: { protect: true } })] });`,
    });
    try {
      for (const operation of ["preview", "up"] as const) {
        const { ok, text } = await test.show(operation);
        assert.equal(ok, false);
        assert.match(text, /\[transform-drops-options\]/);
      }
      assert.deepEqual(test.fastly.services(), []);
    } finally {
      await test.stop();
    }
  });
});
