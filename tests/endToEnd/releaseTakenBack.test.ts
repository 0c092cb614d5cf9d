import assert from "node:assert/strict";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { removeProjects } from "../support/project";
import { bad, good, type ReleaseStack, releaseStack } from "../support/releases";

describe("a release that fails", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  beforeEach(async () => {
    test = await releaseStack();
    await test.succeed();
  });
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it("is taken back when a check fails, and the next up with corrected code succeeds at once", async () => {
    test.program(bad);
    assert.match(
      await test.failing(),
      /^Version 2 of the service \w+ was taken back, and version 1 is live again: \[release-taken-back\]\n {2}GET \/ answers 500 instead of 200\nCorrect the program, then run: pulumi up/,
    );
    assert.equal(await test.body(), "one");
    assert.deepEqual(test.versions(), { active: 1, marks: ["release 1 verified", "release 2 taken back to 1"] });
    // No false success, and no second try.
    assert.match(await test.failing(), /an earlier run decided this \[release-taken-back\]/);
    test.program(good);
    await test.succeed();
    assert.equal(await test.body(), "good");
    await test.assertUnchanged();
  });

  it("is taken back to the former version when the old code is deployed again", async () => {
    test.program(bad);
    await test.failing();
    test.program({ "*": { body: "one" } });
    await test.succeed();
    assert.deepEqual(test.versions().active, 3);
    await test.assertUnchanged();
  });

  it("stays live when someone activates the version again by hand, as the error says", async () => {
    test.program({ "*": { status: 503 } });
    const told = await test.failing();
    const [, id, version] = /fastly service-version activate --service-id=(\w+) --version=(\d+)/.exec(told) ?? [];
    await test.call("PUT", `/service/${id}/version/${version}/activate`);
    assert.match(
      await test.failing(),
      /^Version 2 of the service \w+ fails its checks, but stays live: \[release-failing\]\n {2}GET \/ answers 503/,
    );
    assert.equal(test.versions().active, 2);
  });
});

describe("a released version", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  const checking = (bodyContains: string) => ({ checks: [{ bodyContains, timeoutSeconds: 1 }] });
  const declare = (release?: ComputeServiceArgs["release"], more: Partial<ComputeServiceArgs> = {}) =>
    test.declare({
      domains: ["shop.example.com"],
      generatedDomain: false,
      ...(release && { release: { settleSeconds: 1, ...release } }),
      ...more,
    });

  it("that a wrong check took back stays live once someone activates it, as the error says", async () => {
    test = await releaseStack(checking("one"));
    await test.succeed();
    test.program(good);
    await test.failing();
    declare(checking("good"));
    const told = await test.failing();
    assert.match(told, /an earlier run decided this \[release-taken-back\]/);
    const [, id, version] =
      /fastly service-version activate --service-id=(\w+) --version=(\d+)\n {2}pulumi up$/.exec(told) ?? [];
    await test.call("PUT", `/service/${id}/version/${version}/activate`);
    await test.succeed();
    assert.deepEqual(test.versions(), { active: 2, marks: ["release 1 verified", "release 2 verified"] });
    assert.equal(await test.body(), "good");
    await test.assertUnchanged();
  });

  it("stays live when the release is removed from the program, with or without changes, and added again", async () => {
    test = await releaseStack();
    await test.succeed();
    test.program(good);
    test.declare({
      domains: ["shop.example.com", "www.example.com"],
      generatedDomain: false,
      release: checking("good"),
    });
    await test.succeed();
    declare(undefined, { domains: ["shop.example.com", "www.example.com"] });
    await test.succeed("preview");
    await test.succeed();
    assert.equal(await test.body(), "good");
    await test.assertUnchanged();
    declare(checking("good"), { domains: ["shop.example.com", "new.example.com"] });
    await test.succeed();
    await test.assertUnchanged();
    test.program({ "*": { body: "last" } });
    declare(undefined, { domains: ["shop.example.com"] });
    await test.succeed();
    assert.equal(await test.body(), "last");
    await test.assertUnchanged();
  });

  it("that was taken back is replaced by a mended program without a release", async () => {
    test = await releaseStack();
    await test.succeed();
    test.program(bad);
    await test.failing();
    test.program(good);
    declare(undefined);
    await test.succeed();
    assert.equal(await test.body(), "good");
    await test.assertUnchanged();
  });
});
