import assert from "node:assert/strict";
import { removeProjects } from "../support/project";
import { bad, good, load, type ReleaseStack, releaseStack } from "../support/releases";

describe("a release with checks on the staging network", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it("never goes live when it fails there, and goes live after it passes there", async () => {
    test = await releaseStack({ before: {} });
    await test.succeed();
    assert.ok(
      !test.writes().some((write) => write.includes("staging")),
      "the first version has nothing to be staged beside",
    );
    test.program(bad);
    assert.match(
      await test.failing(),
      /^Version 2 of the service \w+ failed on the staging network, and version 1 stays live: \[release-held-back\]\n {2}GET \/ answers 500/,
    );
    assert.ok(!test.writes().some((write) => /activate$/.test(write)));
    assert.equal(await test.body(), "one");
    assert.match(await test.failing(), /\[release-held-back\]/);
    test.program(good);
    await test.succeed();
    assert.deepEqual(
      test.writes().filter((write) => write.includes("activate")),
      ["PUT /service/ID/version/3/activate/staging", "PUT /service/ID/version/3/activate"],
    );
    assert.equal(await test.body(), "good");
    await test.assertUnchanged();
  });

  it("has separate checks there", async () => {
    test = await releaseStack({
      before: {
        checks: [
          {
            command:
              'test "$RELEASE_PHASE" = staging && curl -s "http://$RELEASE_ADDRESS/" -H "Host: shop.example.com" | grep good',
            timeoutSeconds: 5,
          },
        ],
      },
    });
    await test.succeed();
    test.program(good);
    await test.succeed();
    assert.equal(await test.body(), "good");
  });

  it("is refused in preview, before anything is created, when the account has no staging network", async () => {
    test = await releaseStack({}, { staging: false });
    await test.succeed();
    test.declare({
      domains: ["shop.example.com"],
      generatedDomain: false,
      kvStores: { pages: {} },
      release: { before: {} },
    });
    assert.match(
      await test.refused(),
      /^The service \w+ cannot be put on Fastly's staging network: it has no staging address \[release-without-staging\]/,
    );
  });
});

describe("a release with watched statistics", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it("is taken back when errors rise that no check finds, and otherwise stays live", async () => {
    test = await releaseStack({ after: { seconds: 4, minRequests: 9 } });
    await test.succeed();
    const stop = load(test.fastly);
    try {
      test.program({ "/": { body: "fine" }, "*": { body: "often", failEvery: 3 } });
      assert.match(
        await test.failing(),
        /^Version 2 .* was taken back, and version 1 is live again: \[release-taken-back\]\n {2}\d+(\.\d)? % of \d+ answers are errors of 500 and above, but only 5 % may be/,
      );
      assert.equal(await test.body(), "one");
      test.program(good);
      await test.succeed();
      assert.equal(await test.body(), "good");
    } finally {
      await stop();
    }
    await test.assertUnchanged();
  });

  it("is refused in preview, before anything is created, when the token may not read statistics", async () => {
    test = await releaseStack({}, { statistics: false });
    await test.succeed();
    test.declare({
      domains: ["shop.example.com"],
      generatedDomain: false,
      kvStores: { pages: {} },
      release: { after: {} },
    });
    assert.match(
      await test.refused(),
      /^The real-time statistics of the service \w+ cannot be read: .*\[release-without-statistics\]/s,
    );
  });
});
