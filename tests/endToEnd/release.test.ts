import assert from "node:assert/strict";
import { setClock } from "../../sdk/system/clock";
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

  it("is live when its checks have passed, and nothing happens after that", async () => {
    assert.deepEqual(test.versions(), { active: 1, marks: ["release 1 verified"] });
    await test.assertUnchanged();
    test.program(good);
    await test.succeed();
    assert.equal(await test.body(), "good");
    assert.deepEqual(test.versions(), { active: 2, marks: ["release 1 verified", "release 2 verified"] });
    await test.assertUnchanged();
    await test.succeed("up", { refresh: true });
    await test.assertUnchanged();
  });

  it("is refused while somebody has another version live, until what is declared is activated", async () => {
    test.program(good);
    await test.succeed();
    const { id } = test.fastly.service("shop");
    await test.call("PUT", `/service/${id}/version/1/activate`);
    const told = await test.failing();
    assert.match(
      told,
      /^Version 2 of the service \w+ is what is declared, but version 1 is live.* \[release-replaced\]/,
    );
    assert.match(
      told,
      /fastly service-version activate --service-id=\w+ --version=2\n {2}pulumi up\nOr correct the program/,
    );
    await test.call("PUT", `/service/${id}/version/2/activate`);
    await test.succeed();
    await test.assertUnchanged();
  });

  it("that fails gives the old answers again within a second of the decision, under load", async () => {
    setClock(undefined);
    test.program(bad);
    const seen: { at: number; status: number }[] = [];
    let loading = true;
    const load = (async () => {
      while (loading) {
        const answer = await test.fastly.fetch("https://shop.example.com/");
        await answer.text();
        seen.push({ at: performance.now(), status: answer.status });
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    await test.failing();
    const ended = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    loading = false;
    await load;
    const failed = seen.filter(({ status }) => status === 500);
    const last = failed.at(-1)?.at ?? 0;
    assert.ok(failed.length > 0 && seen.length > failed.length, `${failed.length} of ${seen.length}`);
    assert.ok(last < ended + 1_000, `${last - ended} ms after the run had ended`);
    assert.ok(seen.filter(({ at }) => at > last).length > 10);
  });
});

describe("a release by other rules", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it("keeps what fails where it is told to, with the way back in the error", async () => {
    test = await releaseStack({ onFailure: "keep" });
    await test.succeed();
    test.program(bad);
    const told = await test.failing();
    assert.match(told, /^Version 2 of the service \w+ is live, and stays so, .*\[release-failing\]/);
    assert.match(told, /To go back at once, run: fastly service-version activate --service-id=\w+ --version=1$/);
    assert.equal(await test.body(), "bad");
    test.program(good);
    await test.succeed();
    assert.equal(test.versions().active, 3);
  });

  it("runs a command with the address, the version and the phase", async () => {
    test = await releaseStack({
      checks: [
        {
          command: 'test "$RELEASE_VERSION$RELEASE_PHASE" = 1live && echo "at $RELEASE_URL" && exit 3',
          timeoutSeconds: 1,
        },
      ],
    });
    assert.match(
      await test.failing(),
      /\[release-failing\]\n {2}test .* exited with code 3\n {4}at http:\/\/shop\.example\.com\.localhost:\d+/,
    );
  });

  it("is refused with an argument that cannot be used, in preview already", async () => {
    test = await releaseStack({ checks: [{ path: "health" }] });
    assert.match(
      await test.refused(),
      /The argument \[release\.checks\[0\]\.path\] does not begin with one \/ \[release-unfit\]/,
    );
  });
});
