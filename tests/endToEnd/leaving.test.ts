import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeOnEachEngine } from "../support/engines";
import { stackOfEachTest } from "../support/suite";

const FAQ = join(__dirname, "../../docs/reference/faq.md");

describeOnEachEngine("the way out of Pulumi that the FAQ gives", function (engine) {
  this.timeout(240_000);
  const test = stackOfEachTest({ engine });

  it("leaves everything live, nothing in the state, and the id in the manifest", async () => {
    test.declare({
      dictionaries: { words: { items: { a: "b" } } },
      kvStores: { pages: { items: { a: "b" } } },
      versionlessDomains: { "www.example.com": {} },
    });
    await test.succeed();
    const before = test.fastly.state();
    const [, urn = ""] = /^pulumi state delete --target-dependents '(.+)'$/m.exec(readFileSync(FAQ, "utf8")) ?? [];
    await test.takeOut(urn.replace(":prod:", ":dev:"));
    test.define(() => {});
    await test.succeed();
    assert.deepEqual(
      (await test.resources()).filter(({ type }) => !type.startsWith("pulumi:")),
      [],
    );
    assert.deepEqual(test.fastly.state(), before);
    const { id } = test.fastly.service("shop");
    assert.match(readFileSync(join(test.directory, "fastly.toml"), "utf8"), new RegExp(`^service_id = "${id}"$`, "m"));
  });
});
