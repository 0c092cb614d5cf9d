import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

describeOnEachEngine("a write-only dictionary", (engine) => {
  const shop = stackOfEachTest({ engine });

  const declare = (dictionaries: Args["dictionaries"]) => shop.declare({ dictionaries });
  const items = () => shop.fastly.dictionaryItems("shop", "keys");
  const isWriteOnly = () =>
    shop.fastly
      .service("shop")
      .versions.at(-1)
      ?.dictionaries.map(({ write_only }) => write_only);

  it("gets its declared items, their changes and removals, and keeps those of others", async () => {
    declare({ keys: { writeOnly: true, items: { a: "S3CRET-1", b: "S3CRET-2" } } });
    await shop.succeed();
    assert.deepEqual([items(), isWriteOnly()], [{ a: "S3CRET-1", b: "S3CRET-2" }, [true]]);
    await shop.assertUnchanged();
    const { id } = shop.fastly.service("shop");
    const [{ id: dictionary } = { id: "" }] = shop.fastly.service("shop").versions.at(-1)?.dictionaries ?? [];
    await shop.call("PUT", `/service/${id}/dictionary/${dictionary}/item/theirs`, { item_value: "x" });

    declare({ keys: { writeOnly: true, items: { b: "S3CRET-3", "c/d": "S3CRET-4" } } });
    await shop.succeed();
    assert.deepEqual(items(), { b: "S3CRET-3", "c/d": "S3CRET-4", theirs: "x" });
    assert.ok(!JSON.stringify(await shop.resources()).includes("S3CRET"));
    await shop.assertUnchanged();

    declare({ keys: { items: { b: "S3CRET-3" } } });
    assert.match(await shop.refused(), /\[writeOnly\] of the dictionary "keys".*\[dictionary-write-only-changes\]/);
    declare({});
    await shop.succeed();
    assert.deepEqual(isWriteOnly(), []);
    await shop.assertUnchanged();
  });

  it("is completed by the next run when writing the items failed", async () => {
    declare({ keys: { writeOnly: true, items: { a: "1" } } });
    shop.fail("PATCH", /dictionary/, 403);
    await shop.failing();
    await shop.succeed();
    assert.deepEqual(items(), { a: "1" });
    declare({ keys: { writeOnly: true, items: { b: "2" } } });
    shop.fail("DELETE", /dictionary/, 403);
    await shop.failing();
    await shop.succeed();
    assert.deepEqual(items(), { b: "2" });
    await shop.succeed("destroy");
    assert.deepEqual(shop.fastly.services(), []);
  });
});
