import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import type { AclArgs } from "../../sdk/setup/acls";
import { describeOnEachEngine } from "../support/engines";
import { stackOfEachTest } from "../support/suite";

const NAME = "shop-dev-edge-blocked";

describeOnEachEngine("an access control list", (engine) => {
  const shop = stackOfEachTest({ engine });

  const declare = (blocked: AclArgs, rest: object = {}) => shop.declare({ acls: { blocked }, ...rest });
  const entries = (name = NAME) => {
    const list = shop.fastly.state().acls.find((each) => each.name === name);
    return list && Object.fromEntries(list.entries.map(({ prefix, action }) => [prefix, action]));
  };
  const links = () => Object.values(shop.fastly.deployed("shop").links).map(({ store, type }) => [store, type]);

  it("is created, filled and linked, and changes of its entries make no new version", async () => {
    declare({ entries: { "192.0.2.9/24": "block", "2001:db8::1": "allow" } });
    await shop.succeed();
    assert.deepEqual(entries(), { "192.0.2.0/24": "BLOCK", "2001:db8::1/128": "ALLOW" });
    assert.deepEqual(links(), [[NAME, "acl"]]);
    await shop.assertUnchanged();

    shop.writes();
    declare({ entries: { "192.0.2.0/24": "allow", "198.51.100.7": "block" } });
    await shop.succeed("preview");
    assert.deepEqual(shop.writes(), []);
    await shop.succeed();
    assert.deepEqual(entries(), { "192.0.2.0/24": "ALLOW", "198.51.100.7/32": "BLOCK" });
    assert.ok(shop.writes().every((write) => /^PATCH .*\/entries$/.test(write)));
    await shop.assertUnchanged();
  });

  it("keeps entries that others wrote, and loses none when a write fails", async () => {
    declare({ entries: { "192.0.2.0/24": "block" } });
    await shop.succeed();
    const list = shop.fastly.state().acls.find(({ name }) => name === NAME);
    const foreign = { prefix: "203.0.113.0/24", action: "BLOCK", op: "create" };
    const answer = await fetch(`${shop.fastly.url}/resources/acls/${list?.id}/entries`, {
      method: "PATCH",
      headers: { "Fastly-Key": shop.fastly.token, "content-type": "application/json" },
      body: JSON.stringify({ entries: [foreign] }),
    });
    assert.equal(answer.status, 202);
    declare({ entries: { "198.51.100.0/24": "block" } });
    shop.fail("PATCH", /entries/, 403);
    await shop.failing();
    await shop.succeed();
    assert.deepEqual(entries(), { "203.0.113.0/24": "BLOCK", "198.51.100.0/24": "BLOCK" });
    await shop.assertUnchanged();
  });

  it("that exists already is linked by its name, and survives a destroy", async () => {
    const { id } = await shop.call("POST", "/resources/acls", { name: "of the firm" });
    declare({ existingName: "of the firm", entries: { "192.0.2.0/24": "block" } });
    await shop.succeed();
    assert.deepEqual(links(), [["of the firm", "acl"]]);
    assert.deepEqual(entries("of the firm"), { "192.0.2.0/24": "BLOCK" });
    await shop.succeed("destroy");
    assert.ok(shop.fastly.state().acls.some((list) => list.id === id && list.entries.length === 1));
  });

  it("is kept when it is removed from the program, and deleted with forceDestroy", async () => {
    declare({ entries: { "192.0.2.0/24": "block" } });
    await shop.succeed();
    shop.declare({});
    await shop.succeed();
    assert.deepEqual(links(), []);
    assert.deepEqual(entries(), { "192.0.2.0/24": "BLOCK" });

    declare({});
    const says = await shop.refused();
    assert.match(says, /Fastly already has a list named "shop-dev-edge-blocked"/);
    assert.match(says, /acls: \{ blocked: \{ existingName: "shop-dev-edge-blocked" \} \}/);
    assert.match(says, /fastly compute acl delete --acl-id=\w+/);

    declare({ name: "another", forceDestroy: true, entries: { "192.0.2.0/24": "block" } });
    await shop.succeed();
    shop.declare({});
    await shop.succeed();
    assert.equal(entries("another"), undefined);
  });

  it("of an adopted service appears in the error as a line that keeps it", async () => {
    declare({ entries: { "192.0.2.0/24": "block" } });
    await shop.succeed();
    const id = shop.fastly.deployed("shop").id;
    const other = shop.another({ project: "other" });
    other.declare({ existingService: "adopt" });
    const list = shop.fastly.state().acls.find(({ name }) => name === NAME);
    writeFileSync(
      `${shop.directory}/fastly.toml`,
      `manifest_version = 3\nname = "shop"\nlanguage = "other"\nservice_id = "${id}"\n`,
    );
    const says = await other.failing("preview");
    assert.ok(says.includes(`acls: { blocked: { existingId: "${list?.id}" } },`), says);
  });
});
