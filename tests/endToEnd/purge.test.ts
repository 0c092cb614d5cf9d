import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const ALL = { keys: undefined, soft: false };

describeOnEachEngine("Fastly's cache", (engine) => {
  const shop = stackOfEachTest({ engine });

  const declare = (args: Args) => shop.declare({ purge: { all: true }, ...args });
  const backend = (address: string): Args => ({ backends: { api: { address } } });
  /** The purges since the last call. */
  let seen = 0;
  beforeEach(() => {
    seen = 0;
  });
  const purges = () => {
    const all = shop.fastly.purges("shop").map(({ keys, soft }) => ({ keys, soft }));
    const since = all.slice(seen);
    seen = all.length;
    return since;
  };
  const told = async (operation: "up" | "preview" = "up") =>
    (await shop.succeed(operation)).events
      .flatMap((event) => ("severity" in event ? event.message.trim() : []))
      .filter((text) => /purge[ds]/.test(text));

  it("is purged once a new version is live, and at no other time", async () => {
    declare(backend("a.example.com"));
    await shop.succeed();
    assert.deepEqual(purges(), [], "a new service has nothing cached");
    await shop.assertUnchanged();

    declare(backend("b.example.com"));
    assert.deepEqual(await told("preview"), [
      "Once a new version is live, the run purges everything from Fastly's cache.",
    ]);
    assert.deepEqual(purges(), []);
    assert.deepEqual(await told(), ["Version 2 is live. The run purged everything from Fastly's cache."]);
    assert.deepEqual(purges(), [ALL]);
    const sent = shop.writes();
    const [activated, purged] = [/\/activate$/, /\/purge_all$/].map((one) => sent.findLastIndex((w) => one.test(w)));
    assert.ok(Number(activated) < Number(purged), sent.join("\n"));
    await shop.assertUnchanged();
    assert.deepEqual(purges(), []);
  });

  it("is not purged when only the purge argument is new, or when the version does not go live", async () => {
    shop.declare(backend("a.example.com"));
    await shop.succeed();
    declare(backend("a.example.com"));
    await shop.succeed();
    declare({ ...backend("b.example.com"), activate: false });
    assert.deepEqual(await told("preview"), []);
    await shop.succeed();
    assert.deepEqual(purges(), []);
    declare(backend("b.example.com"));
    await shop.succeed();
    assert.deepEqual(purges(), [ALL]);
  });

  it("is purged by keys, softly unless the program says otherwise, in as many requests as necessary", async () => {
    const keys = Array.from({ length: 300 }, (_, index) => `key-${index}`);
    declare({ ...backend("a.example.com"), purge: { keys } });
    await shop.succeed();
    declare({ ...backend("b.example.com"), purge: { keys } });
    assert.deepEqual(await told(), [
      "Version 2 is live. The run purged contents with 300 surrogate keys (soft) from Fastly's cache.",
    ]);
    assert.deepEqual(purges(), [
      { keys: keys.slice(0, 256), soft: true },
      { keys: keys.slice(256), soft: true },
    ]);
    declare({ ...backend("c.example.com"), purge: { keys: ["home"], soft: false } });
    await shop.succeed();
    assert.deepEqual(purges(), [{ keys: ["home"], soft: false }]);
  });

  it("fails the run when its purge fails although the version is live, and the next run purges", async () => {
    declare(backend("a.example.com"));
    await shop.succeed();
    declare(backend("b.example.com"));
    const stop = shop.fastly.inject({ path: /purge_all$/, times: 100, fault: { status: 403 } });
    const says = await shop.failing();
    assert.match(
      says,
      /Version 2 of the service \S+ is live, but the purge of everything from Fastly's cache failed: /,
    );
    assert.match(says, /To purge the cache, run: pulumi up/);
    assert.match(says, /\[not-purged\]/);
    assert.equal(shop.fastly.deployed("shop").activeVersion, 2);
    assert.match(await shop.failing(), /\[not-purged\]/);
    stop();
    assert.deepEqual(await told(), ["Version 2 is live. The run purged everything from Fastly's cache."]);
    assert.deepEqual(purges(), [ALL]);
    await shop.assertUnchanged();
    assert.deepEqual(purges(), []);
  });

  it("is purged by a second request when the answer to the first is lost", async () => {
    declare(backend("a.example.com"));
    await shop.succeed();
    declare({ ...backend("b.example.com"), purge: { keys: ["home"] } });
    shop.fastly.inject({ path: /\/purge$/, fault: "lost" });
    await shop.succeed();
    assert.deepEqual(purges(), [
      { keys: ["home"], soft: true },
      { keys: ["home"], soft: true },
    ]);
  });

  it("is purged by a release before its checks, and again by the next release when they fail", async () => {
    const release = { settleSeconds: 0, checks: [{ command: "true" }] };
    declare({ ...backend("a.example.com"), release });
    await shop.succeed();
    assert.deepEqual(purges(), []);
    declare({ ...backend("b.example.com"), release });
    assert.deepEqual(await told("preview"), [
      "Once a new version is live, the run purges everything from Fastly's cache.",
    ]);
    const stop = shop.fastly.inject({ path: /purge_all$/, times: 100, fault: { status: 403 } });
    assert.match(await shop.failing(), /the purge of everything from Fastly's cache failed/);
    stop();
    await shop.succeed();
    assert.deepEqual(purges(), [ALL]);
    await shop.assertUnchanged();
    assert.deepEqual(purges(), []);
  });

  it("is purged by the version that adopts a service", async () => {
    const other = shop.another({ stack: "other" });
    other.declare({ ...backend("a.example.com"), generatedDomain: false, domains: ["shop.edgecompute.app"] });
    await other.succeed();
    // The next owner knows of no component that deploys the service.
    const { id } = shop.fastly.service("shop");
    await shop.call("PUT", `/service/${id}/version/1`, { comment: "by hand" });
    const taken = { existingService: "adopt", generatedDomain: false, domains: ["shop.edgecompute.app"] } as const;
    declare({ ...backend("a.example.com"), ...taken, domains: [...taken.domains] });
    await shop.succeed();
    assert.deepEqual(purges(), [ALL]);
    await shop.assertUnchanged();
    assert.deepEqual(purges(), []);
  });

  it("cannot be purged in ways that Fastly does not support: those are refused", async () => {
    declare({ purge: { all: true, soft: true } });
    assert.match(await shop.refused(), /\[purge\.soft\] cannot be true: Fastly has no soft purge.*\[argument-unfit\]/s);
  });
});
