import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { describeOnEachEngine } from "../support/engines";
import { type Args, type InlineStack, inlineStack } from "../support/inlineStack";
import { removeProjects } from "../support/project";

const WWW = "www.example.com";
const SERVICE = "fastly:index/serviceCompute:ServiceCompute";

describeOnEachEngine("a transform of the program", (engine) => {
  let shop: InlineStack;
  beforeEach(async () => {
    shop = await inlineStack(undefined, engine);
  });
  afterEach(() => shop.fastly.stop());
  after(removeProjects);

  const declare = (args: Args, transform?: pulumi.ResourceTransform) =>
    shop.declare({ generatedDomain: false, ...args }, transform && { transforms: [transform] });

  it("gives the service what the component has no argument for: default settings of the Image Optimizer", async () => {
    declare({ domains: ["shop.edgecompute.app"] });
    await shop.succeed();
    const { id } = shop.fastly.service("shop");
    await shop.call("PUT", `/enabled-products/v1/image_optimizer/services/${id}`, {});
    declare({ domains: ["shop.edgecompute.app"] }, ({ type, props, opts }) =>
      type === SERVICE
        ? { props: { ...props, imageOptimizerDefaultSettings: { webp: true, jpegQuality: 70 } }, opts }
        : undefined,
    );
    await shop.succeed();
    const settings = shop.fastly.service("shop").versions.at(-1)?.imageOptimizer;
    assert.deepEqual([settings?.webp, settings?.jpeg_quality], [true, 70]);
    await shop.assertUnchanged();
  });

  it("lets a domain outlive the stack", async () => {
    declare({ versionlessDomains: { [WWW]: {} } }, ({ name, props, opts }) =>
      name === `edge-${WWW}` ? { props, opts: { ...opts, retainOnDelete: true } } : undefined,
    );
    await shop.succeed();
    await shop.succeed("destroy");
    assert.deepEqual([shop.fastly.services(), shop.fastly.state().managedDomains.map(({ fqdn }) => fqdn)], [[], [WWW]]);
  });

  it("protects one store, and nothing else", async () => {
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

  it("that forgets the options of a resource is refused, as it would take its guards", async () => {
    declare({ kvStores: { carts: {} } }, ({ props }) => ({ props, opts: { protect: true } }));
    const says = await shop.failing("preview");
    assert.match(says, /A transform of ComputeService "edge" drops the options .*hooks.*\[transform-drops-options\]/);
    await shop.failing();
    assert.deepEqual(shop.fastly.services(), []);
  });

  it("that changes what the component looks after is refused, with the argument for it", async () => {
    for (const [property, value, argument] of [
      ["name", "other", "serviceName"],
      ["activate", false, "activate"],
      ["versionComment", "mine", "versionComment"],
    ] as const) {
      declare({}, ({ type, props, opts }) =>
        type === SERVICE ? { props: { ...props, [property]: value }, opts } : undefined,
      );
      const says = await shop.failing("preview");
      assert.match(says, new RegExp(`changes \\[${property}\\] of the service "edge" \\[transform-changes-guarded\\]`));
      assert.match(says, new RegExp(`Give the argument \\[${argument}\\] instead`));
    }
    await shop.failing();
    assert.deepEqual(shop.fastly.services(), []);
  });
});
