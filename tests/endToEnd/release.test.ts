import assert from "node:assert/strict";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { describeOnEachEngine } from "../support/engines";
import { removeProjects } from "../support/project";
import { type ReleaseStack, releaseStack } from "../support/releases";

const good = { "*": { body: "good" } };
const bad = { "*": { status: 500, body: "bad" } };

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

  it("is taken back when a check fails, and the next up with mended code goes straight through", async () => {
    test.program(bad);
    assert.match(
      await test.failing(),
      /^Version 2 of the service \w+ was taken back, and version 1 is live again: \[release-taken-back\]\n {2}GET \/ answers 500 instead of 200\nCorrect the program, then run: pulumi up/,
    );
    assert.equal(await test.body(), "one");
    assert.deepEqual(test.versions(), { active: 1, marks: ["release 1 verified", "release 2 taken back to 1"] });
    // No false success, and no second try.
    assert.match(await test.failing(), /was decided by an earlier run \[release-taken-back\]/);
    test.program(good);
    await test.succeed();
    assert.equal(await test.body(), "good");
    await test.assertUnchanged();
  });

  it("is taken back to what was there when the old code is deployed again", async () => {
    test.program(bad);
    await test.failing();
    test.program({ "*": { body: "one" } });
    await test.succeed();
    assert.deepEqual(test.versions().active, 3);
    await test.assertUnchanged();
  });

  it("goes on where somebody activates by hand what was taken back, as the error says", async () => {
    test.program({ "*": { status: 503 } });
    const told = await test.failing();
    const [, id, version] = /fastly service-version activate --service-id=(\w+) --version=(\d+)/.exec(told) ?? [];
    await test.call("PUT", `/service/${id}/version/${version}/activate`);
    assert.match(
      await test.failing(),
      /^Version 2 of the service \w+ is live, and stays so, but .*: \[release-failing\]\n {2}GET \/ answers 503/,
    );
    assert.equal(test.versions().active, 2);
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

  it("that fails gives the old answers again within a second of the decision, under load", async () => {
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

describe("what was released", function () {
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

  it("and taken back by a check that was wrong is kept once it is activated, as the error says", async () => {
    test = await releaseStack(checking("one"));
    await test.succeed();
    test.program(good);
    await test.failing();
    declare(checking("good"));
    const told = await test.failing();
    assert.match(told, /was decided by an earlier run \[release-taken-back\]/);
    const [, id, version] =
      /fastly service-version activate --service-id=(\w+) --version=(\d+)\n {2}pulumi up$/.exec(told) ?? [];
    await test.call("PUT", `/service/${id}/version/${version}/activate`);
    await test.succeed();
    assert.deepEqual(test.versions(), { active: 2, marks: ["release 1 verified", "release 2 verified"] });
    assert.equal(await test.body(), "good");
    await test.assertUnchanged();
  });

  it("goes on when the release is removed from the program, with or without another change, and comes back", async () => {
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

  it("and taken back goes on with a mended program that has no release", async () => {
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

describe("a release by way of the staging network", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it("is never live when it fails there, and goes there first when it does not", async () => {
    test = await releaseStack({ before: {} });
    await test.succeed();
    assert.ok(
      !test.writes().some((write) => write.includes("staging")),
      "the first version has nothing to be staged beside",
    );
    test.program(bad);
    assert.match(
      await test.failing(),
      /^Version 2 of the service \w+ failed on the staging network, and version 1 is live as before: \[release-held-back\]\n {2}GET \/ answers 500/,
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

  it("has checks of its own there", async () => {
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

  it("is refused in preview when the account has no staging network, before anything is made", async () => {
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

describe("a release whose statistics are watched", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  /** Requests without end, until the function that it returns is called. */
  function load(): () => Promise<void> {
    let isOn = true;
    const done = (async () => {
      while (isOn) {
        const answer = await test.fastly.fetch("https://shop.example.com/other").catch(() => undefined);
        await answer?.text();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    return () => {
      isOn = false;
      return done;
    };
  }

  it("is taken back when errors rise that no check finds, and goes on when they do not", async () => {
    test = await releaseStack({ after: { seconds: 4 } });
    await test.succeed();
    const stop = load();
    try {
      test.program({ "/": { body: "fine" }, "*": { body: "often", failEvery: 3 } });
      assert.match(
        await test.failing(),
        /^Version 2 .* was taken back, and version 1 is live again: \[release-taken-back\]\n {2}\d+(\.\d)? % of \d+ answers are errors of 500 and above, and 5 % may be/,
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

  it("is refused in preview when the token may not read them, before anything is made", async () => {
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

describeOnEachEngine("a release with stores and items", function (engine) {
  this.timeout(engine === "embedded" ? 60_000 : 0);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it("is previewed, made, taken back, mended, and left alone", async () => {
    test = await releaseStack({}, undefined, engine);
    const declare = (greeting: string) =>
      test.declare({
        domains: ["shop.example.com"],
        generatedDomain: false,
        release: { before: {}, settleSeconds: 1, checks: [{ timeoutSeconds: 2 }] },
        configStores: { cfg: { items: { greeting } } },
        dictionaries: { settings: { items: { greeting } }, constant: { items: { greeting: "one" } } },
        kvStores: { pages: { items: { greeting } } },
        secretStores: { keys: { entries: { TOKEN: greeting } } },
        acls: { blocked: { entries: greeting === "one" ? {} : { "192.0.2.0/24": "block" } } },
        products: { fanout: greeting === "two" },
      });
    declare("one");
    await test.succeed("preview");
    await test.succeed();
    await test.assertUnchanged();
    declare("two");
    test.program({ "*": { body: "two", failEvery: 1 } });
    const told = await test.failing();
    assert.match(told, /\[release-held-back\]/);
    const [, stays = ""] = /\nWhat belongs to no version stays as it is now: (.*)\n/.exec(told) ?? [];
    const changed = [
      'the access control list "blocked"',
      'the config store "cfg"',
      'the dictionary "settings"',
      'the KV store "pages"',
      'the secret store "keys"',
    ].map((each) => `the contents of ${each} (changed by this run)`);
    assert.deepEqual(
      new Set(stays.split(", ")),
      new Set([...changed, "the products (changed by this run)", 'the contents of the dictionary "constant"']),
    );
    assert.deepEqual(test.fastly.dictionaryItems("shop", "settings"), { greeting: "two" });
    test.program({ "*": { body: "three" } });
    await test.succeed();
    assert.equal(await test.body(), "three");
    await test.assertUnchanged();
    await test.succeed("destroy");
  });
});
