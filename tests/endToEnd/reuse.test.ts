import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const DOMAIN = "www.example.com";

describeOnEachEngine("a service with reuse: true", (engine) => {
  const shop = stackOfEachTest({ engine });

  const declare = (args: Args = {}) =>
    shop.declare({ domains: [DOMAIN], generatedDomain: false, domainComments: { [DOMAIN]: "the shop" }, ...args });
  const live = () => {
    const { id, versions } = shop.fastly.service("shop");
    return { id, active: versions.find(({ active }) => active)?.number };
  };

  it("is deactivated and kept by a destroy, and the next up adopts it", async () => {
    declare();
    await shop.succeed();
    declare({ reuse: true });
    await shop.succeed();
    await shop.assertUnchanged();
    const { id } = live();
    await shop.succeed("destroy");
    assert.deepEqual(live(), { id, active: undefined });
    assert.deepEqual(await shop.resources(), []);
    assert.match(readFileSync(join(shop.directory, "fastly.toml"), "utf8"), new RegExp(`service_id = "${id}"`));

    assert.match(await shop.failing(), /\[service-exists\]/);
    declare({ reuse: true, existingService: "adopt" });
    await shop.succeed();
    assert.equal(live().id, id);
    assert.ok(live().active);
    await shop.assertUnchanged();
  });

  it("keeps comments of its domains, and a change of them makes a version", async () => {
    declare();
    await shop.succeed();
    const comments = () =>
      shop.fastly
        .service("shop")
        .versions.at(-1)
        ?.domains.map(({ comment }) => comment);
    assert.deepEqual(comments(), ["the shop"]);
    declare({ domainComments: { [DOMAIN]: "the old shop" } });
    await shop.succeed();
    assert.deepEqual(comments(), ["the old shop"]);
    declare({ domainComments: undefined });
    await shop.succeed();
    assert.deepEqual(comments(), [""]);
    await shop.assertUnchanged();
  });

  it("cannot have forceDestroy as well", async () => {
    declare({ reuse: true, forceDestroy: true });
    assert.match(await shop.refused(), /Remove \[reuse\] or \[forceDestroy\]/);
    assert.match(await shop.refused(), /\[reuse-and-force-destroy\]/);
  });
});
