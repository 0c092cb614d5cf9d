import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ComputeServiceOptions, ReleaseCheckFunction } from "../../sdk";
import { setClock } from "../support/clock";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { bad, good, type ReleaseStack, releaseStack } from "../support/releases";
import { testStack } from "../support/stack";

describe("a release", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  beforeEach(async () => {
    test = await releaseStack();
    await test.succeed();
  });
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it("goes live when its checks pass, and a second run changes nothing", async () => {
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

  it("is refused while someone has activated another version, until the declared version is active", async () => {
    test.program(good);
    await test.succeed();
    const { id } = test.fastly.service("shop");
    await test.call("PUT", `/service/${id}/version/1/activate`);
    const told = await test.failing();
    assert.match(
      told,
      /^The program declares version 2 of the service \w+, but version 1 is live.* \[release-replaced\]/,
    );
    assert.match(
      told,
      /fastly service-version activate --service-id=\w+ --version=2\n {2}pulumi up\nOr correct the program/,
    );
    await test.call("PUT", `/service/${id}/version/2/activate`);
    await test.succeed();
    await test.assertUnchanged();
  });

  it("that fails restores the old answers within a second of the decision, under load", async () => {
    setClock(undefined);
    test.program(bad);
    const seen: { at: number; status: number }[] = [];
    let loading = true;
    let undecided = 0;
    let isDecided = false;
    const load = (async () => {
      while (loading) {
        // A mark has the decision, and is written before anything is done about it. Before the mark nothing was
        // decided.
        isDecided ||= /^release 2 (going|taken) back to 1/.test(test.versions().marks[1] ?? "");
        undecided = isDecided ? undecided : performance.now();
        const answer = await test.fastly.fetch("https://shop.example.com/");
        await answer.text();
        seen.push({ at: performance.now(), status: answer.status });
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    await test.failing();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    loading = false;
    await load;
    const failed = seen.filter(({ status }) => status === 500);
    const last = failed.at(-1)?.at ?? 0;
    assert.ok(failed.length > 0 && seen.length > failed.length, `${failed.length} of ${seen.length}`);
    assert.ok(isDecided && last < undecided + 1_000, `${last - undecided} ms after the decision`);
    assert.ok(seen.filter(({ at }) => at > last).length > 10);
  });
});

describe("a release with other settings", function () {
  this.timeout(60_000);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it('keeps a failing version live with onFailure: "keep", and the error says how to go back', async () => {
    test = await releaseStack({ onFailure: "keep" });
    await test.succeed();
    test.program(bad);
    const told = await test.failing();
    assert.match(told, /^Version 2 of the service \w+ fails its checks, but stays live.*\[release-failing\]/);
    assert.match(told, /To go back at once, run: fastly service-version activate --service-id=\w+ --version=1$/);
    assert.equal(await test.body(), "bad");
    test.program(good);
    await test.succeed();
    assert.equal(test.versions().active, 3);
  });

  it("runs a check's command with the address, the version and the phase", async () => {
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

  it("calls a check function of the program, on the staging network and on the live service", async () => {
    test = await releaseStack();
    const called: string[] = [];
    const smoke: ReleaseCheckFunction = async ({ phase, version, address, ask }) => {
      const { body } = await ask("/");
      called.push(`${version} ${phase} ${address === undefined ? "by name" : "by address"}: ${body}`);
      return body === "bad" ? "the prices are missing" : undefined;
    };
    const checks = [{ functionName: "smoke", timeoutSeconds: 1 }];
    const declare = (before?: object) =>
      test.declare(
        { domains: ["shop.example.com"], generatedDomain: false, release: { settleSeconds: 1, checks, before } },
        { checkFunctions: { smoke } } as ComputeServiceOptions,
      );
    declare();
    await test.succeed();
    test.program(good);
    declare({});
    await test.succeed();
    assert.ok(called.includes("2 staging by address: good"), called.join("\n"));
    assert.equal(called.at(-1), "2 live by name: good");
    test.program({ "*": { body: "bad" } });
    assert.match(
      await test.failing(),
      /^Version 3 .* failed on the staging network, .*\n {2}smoke says: the prices are missing\n/,
    );
    declare();
    assert.match(await test.failing(), /\[release-taken-back\]\n {2}smoke says: the prices are missing\n/);
  });

  it("appends a report to the file that the environment names, also on failure, and without secrets", async () => {
    const report = join(makeProject({ "report.md": "before\n" }), "report.md");
    Object.assign(process.env, { FASTLY_COMPUTE_RELEASE_REPORT: report, SMOKE_TOKEN: "tok3n-canary" });
    try {
      const command = 'test "$RELEASE_VERSION" = 1 || { echo at $SMOKE_TOKEN; false; }';
      const checks = [
        { path: "/", timeoutSeconds: 1 },
        { name: "smoke", command, timeoutSeconds: 1 },
      ];
      test = await releaseStack({ checks, before: {} });
      await test.succeed();
      test.program(bad);
      assert.ok(!(await test.failing()).includes("tok3n-canary"));
      const address = "<http://shop.example.com.localhost:\\d+>";
      const head = "\\| Check \\| Where \\| Outcome \\| Took \\|\n\\| --- \\| --- \\| --- \\| --- \\|";
      assert.match(
        readFileSync(report, "utf8"),
        new RegExp(
          [
            `^before\n### edge: version 1 is live\n\n${address}\n\n${head}`,
            "\\| GET / \\| live \\| passed \\| \\d tr.*\n\\| smoke \\| live \\| passed .*\n",
            `### edge: version 2 was not released\n\n${address}\n\n${head}`,
            "\\| GET / \\| staging network \\| answers 500 instead of 200 \\| .*",
            "\\| smoke \\| staging network \\| exited with code 1<br>at \\\\\\[secret\\\\\\] \\| .*\n",
            "Version 2 of the service \\w+ failed on the staging network, and version 1 stays live:",
            "- GET / answers 500 instead of 200\n- smoke exited with code 1\n- at \\\\\\[secret\\\\\\]\n\n$",
          ].join("\n"),
        ),
      );
    } finally {
      delete process.env.FASTLY_COMPUTE_RELEASE_REPORT;
      delete process.env.SMOKE_TOKEN;
    }
  });

  it("fails when Fastly does not say which version is live, because nothing can be released then", async () => {
    test = await releaseStack();
    await test.succeed();
    const looks = () => test.fastly.requests.filter(({ path }) => path.endsWith("/details")).length;
    test.fastly.clearRequests();
    test.program(good);
    await test.succeed();
    // The last read of a run is the release's.
    const before = looks() - 1;
    test.program({ "*": { body: "next" } });
    const undo = test.fastly.inject({
      method: "GET",
      path: /\/details$/,
      skip: before,
      times: Number.POSITIVE_INFINITY,
      fault: { status: 500 },
    });
    assert.match(await test.failing(), /^The release of version 3 .* was interrupted, .*\[release-interrupted\]/);
    undo();
    await test.succeed();
    assert.equal(await test.body(), "next");
  });

  it("is refused in preview when the program lacks the named check function", async () => {
    test = await releaseStack({ checks: [{ functionName: "smok" }] });
    assert.match(
      await test.refused(),
      /\[release\.checks\[0\]\.functionName\] names no function of \[checkFunctions\], which has none: only TypeScript/,
    );
  });

  it("is refused in preview when an argument is invalid", async () => {
    test = await releaseStack({ checks: [{ path: "health" }] });
    assert.match(
      await test.refused(),
      /The argument \[release\.checks\[0\]\.path\] must begin with exactly one \/ \[argument-unfit\]/,
    );
  });
});

describe("a check function of a program in a process of its own", () => {
  after(removeProjects);

  it("is called in that process, and fails the run when it throws", async function () {
    this.timeout(60_000);
    const test = await testStack({
      files: {
        "app/fastly.toml": 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n',
        "app/bin/main.wasm": TINY_WASM,
      },
      program: `const checkFunctions = {
        smoke({ version, phase, url }) {
          if (version > 1) throw new Error(phase + " at " + new URL(url).protocol);
        },
      };
      const checks = [{ functionName: "smoke", timeoutSeconds: 0 }];
      new ComputeService("edge", { directory: "./app", release: { checks, settleSeconds: 0 } }, { checkFunctions });`,
      process: true,
    });
    try {
      const first = await test.show("up");
      assert.ok(first.ok, first.text);
      assert.match(first.text, /Check 1 of 1 live, smoke: passed \(1 try, /);
      test.write("app/bin/main.wasm", Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]));
      const second = await test.show("up");
      assert.match(second.text, /version 1 is live again: \[release-taken-back\]\n.*smoke says: live at http:/);
      assert.ok(!second.ok);
    } finally {
      await test.stop();
    }
  });
});
