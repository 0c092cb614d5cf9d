import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { providerMajor } from "../../sdk/pulumi/providerMajor";
import { NEW_IN_12, NOT_FOR_COMPUTE, ONLY_FOR_VCL } from "../../sdk/setup/productTable";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

describe("a product that the provider cannot enable", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  const byHand = NOT_FOR_COMPUTE.filter((product) => product !== ONLY_FOR_VCL);
  for (const product of [...byHand, ...(providerMajor() < 12 ? NEW_IN_12 : [])]) {
    it(`is enabled by the steps in the error, on the real Fastly CLI: ${product}`, async function () {
      if (fastlyBinary() === undefined) {
        console.log("      skipped: the Fastly CLI is not installed for this platform");
        this.skip();
      }
      const declare = (isOn: boolean) =>
        writeFileSync(
          join(test.directory, "fastly.toml"),
          `${MANIFEST}\n[setup.products.${product}]\nenable = ${isOn}\n`,
        );
      declare(true);
      test.declare({ writeServiceId: false });
      const told = await test.refused();
      assert.match(told, /et enable = false here, and run pulumi up\./);
      declare(false);
      await test.succeed();
      const { id } = test.fastly.service("shop");
      const [, command = ""] = /^ +fastly (products .+)$/m.exec(told) ?? [];
      await fastlyCli(test.fastly)(command.replace("<id>", id).split(" "));
      assert.deepEqual(Object.keys(test.fastly.service("shop").products), [product]);
      await test.assertUnchanged();
    });
  }
});
