import assert from "node:assert/strict";
import { removeProjects } from "../support/project";
import { bad, good, type ReleaseStack, releaseStack } from "../support/releases";

describe("a release", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  beforeEach(async () => {
    test = await releaseStack();
    await test.succeed();
  });
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  for (const [what, method, path, nth] of [
    ["the mark before it goes live", "PUT", /\/version\/2$/, 2],
    ["the activation", "PUT", /\/version\/2\/activate$/, 0],
    ["the mark before it goes back", "PUT", /\/version\/2$/, 3],
    ["the activation of the version before", "PUT", /\/version\/1\/activate$/, 0],
    ["the mark after that", "PUT", /\/version\/2$/, 4],
  ] as [string, string, RegExp, number][]) {
    it(`that is interrupted at ${what} is ended by the next up, with the old or a mended program`, async () => {
      test.program(bad);
      const undo = test.fastly.inject({
        method,
        path,
        skip: nth,
        times: Number.POSITIVE_INFINITY,
        fault: { status: 403 },
      });
      assert.match(
        await test.failing(),
        /^The release of version 2 of the service \w+ was interrupted, and version [12] is live: .*\[release-interrupted\]/,
      );
      undo();
      await test.failing();
      assert.equal(test.versions().active, 1);
      test.program(good);
      await test.succeed();
      assert.equal(await test.body(), "good");
      await test.assertUnchanged();
    });
  }
});
