import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

describeOnEachEngine("the default settings of the Image Optimizer", (engine) => {
  const shop = stackOfEachTest({ engine });

  const declare = (args: Args) => shop.declare({ domains: ["shop.edgecompute.app"], generatedDomain: false, ...args });
  const live = () => {
    const { webp, jpeg_quality } = shop.fastly.service("shop").versions.at(-1)?.imageOptimizer ?? {};
    return [webp, jpeg_quality];
  };
  /** Does the same as `fastly products --enable=image_optimizer`. */
  const enable = () =>
    shop.call("PUT", `/enabled-products/v1/image_optimizer/services/${shop.fastly.service("shop").id}`, {});

  it("need the product, stay as declared, and are reset before they are removed", async () => {
    const imageOptimizer = { webp: true, jpegQuality: 70 };
    declare({ imageOptimizer });
    assert.match(await shop.refused(), /its service does not exist yet \[image-optimizer-of-new-service\]/);
    declare({});
    await shop.succeed();
    declare({ imageOptimizer });
    assert.match(await shop.refused(), /the Image Optimizer is off for the service.*\[image-optimizer-off\]/);
    await enable();
    await shop.succeed();
    assert.deepEqual(live(), [true, 70]);
    await shop.assertUnchanged();

    declare({});
    assert.match(await shop.refused(), /would keep jpegQuality, webp.*\[image-optimizer-stays\]/);
    declare({ imageOptimizer: {} });
    await shop.succeed();
    assert.deepEqual(live(), [false, 85]);
    declare({});
    await shop.succeed();
    await shop.assertUnchanged();
  });

  it("of an adopted service appear in the error as lines that declare them", async () => {
    declare({});
    await shop.succeed();
    await enable();
    declare({ imageOptimizer: { resizeFilter: "bicubic" } });
    await shop.succeed();
    const { id } = shop.fastly.service("shop");
    const other = shop.another({ stack: "other" });
    const adopting: Args = {
      domains: ["shop.edgecompute.app"],
      generatedDomain: false,
      existingService: "adopt",
      environment: "other",
    };
    const { writeFileSync } = await import("node:fs");
    writeFileSync(`${shop.directory}/fastly.other.toml`, `manifest_version = 3\nname = "shop"\nservice_id = "${id}"\n`);
    other.declare(adopting);
    const line = 'imageOptimizer: { resizeFilter: "bicubic" },';
    assert.ok((await other.refusedToLose()).includes(line));
    other.declare({ ...adopting, imageOptimizer: { resizeFilter: "bicubic" } });
    await other.succeed();
    assert.equal(shop.fastly.service("shop").versions.at(-1)?.imageOptimizer?.resize_filter, "bicubic");
    await other.assertUnchanged();
  });

  for (const [imageOptimizer, wrong] of [
    [{ jpegQuality: 0 }, "[imageOptimizer.jpegQuality] to be a whole number from 1 to 100 but got 0"],
    [{ webpQuality: 101 }, "[imageOptimizer.webpQuality] to be a whole number from 1 to 100 but got 101"],
    [{ jpegType: "png" }, '[imageOptimizer.jpegType] to be auto, baseline, progressive but got "png"'],
  ] as const) {
    it(`are refused with ${JSON.stringify(imageOptimizer)}`, async () => {
      declare({ imageOptimizer });
      const says = await shop.failing("preview");
      assert.ok(says.includes(wrong), says);
      assert.match(says, /\[image-optimizer-unfit\]/);
    });
  }
});
