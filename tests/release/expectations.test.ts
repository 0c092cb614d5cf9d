import assert from "node:assert/strict";
import type { ServiceAnswer } from "../../sdk/live/request";
import type { ReleaseCheckArgs } from "../../sdk/plan/releaseArgs";
import { releaseProblems } from "../../sdk/plan/releaseProblems";
import { wrongWith } from "../../sdk/release/expectations";

const ANSWER: ServiceAnswer = {
  status: 200,
  headers: { "content-type": "application/json", "x-version": "7" },
  body: '{ "status": "ok", "ready": true, "list": [{ "a/b": 1 }], "__proto__": {} }',
  milliseconds: 40,
};

describe("what is wrong with an answer", () => {
  const cases: [ReleaseCheckArgs, ServiceAnswer | string, string | undefined][] = [
    [{}, ANSWER, undefined],
    [{ status: 204 }, ANSWER, "answers 200 instead of 204"],
    [{}, "connect ECONNREFUSED", "does not answer (connect ECONNREFUSED)"],
    [{ headers: { "X-Version": "7" } }, ANSWER, undefined],
    [{ headers: { "X-Version": "8" } }, ANSWER, 'has "7" as header X-Version instead of "8"'],
    [{ headers: { "X-Other": "8" } }, ANSWER, 'has no header X-Other instead of "8"'],
    [{ bodyContains: '"ok"' }, ANSWER, undefined],
    [{ bodyContains: "fine" }, ANSWER, 'has no "fine" in its body'],
    [{ json: { "/status": "ok", "/ready": "true", "/list/0/a~1b": "1" } }, ANSWER, undefined],
    [{ json: { "/status": "no" } }, ANSWER, "has ok at /status instead of no"],
    [{ json: { "/toString": "x" } }, ANSWER, "has nothing at /toString instead of x"],
    [{ json: { "": "[]" } }, { ...ANSWER, body: "[]" }, undefined],
    [{ json: { "/a": "1" } }, { ...ANSWER, body: "<html>" }, "has a body that is no JSON"],
    [{ maxMilliseconds: 40 }, ANSWER, undefined],
    [{ maxMilliseconds: 39 }, ANSWER, "takes 40 ms, and may take 39"],
  ];
  for (const [check, answer, wrong] of cases) {
    it(`${JSON.stringify(check)}: ${wrong ?? "nothing"}`, () => assert.equal(wrongWith(check, answer), wrong));
  }
});

describe("the arguments of a release", () => {
  it("have limits, and no canary, for which the reason is told", () => {
    const [problem, ...others] = releaseProblems({
      canary: true,
      settleSeconds: -1,
      after: { seconds: 90_000, maxErrorPercent: 101, minRatePercent: -1, maxMilliseconds: -1, minRequests: -1 },
      before: { checks: [{ path: "x" }] },
    });
    assert.match(problem?.why ?? "", /^cannot be, as Fastly serves one version of a service to all/);
    assert.deepEqual(
      others.map(({ path }) => path),
      [
        "release.settleSeconds",
        "release.after.seconds",
        "release.after.maxErrorPercent",
        "release.after.minRatePercent",
        "release.after.maxMilliseconds",
        "release.after.minRequests",
        "release.before.checks[0].path",
      ],
    );
  });

  const cases: [ReleaseCheckArgs, string | undefined][] = [
    [{ path: "/health?deep=1", method: "HEAD", status: 204, json: { "": "x" }, timeoutSeconds: 0 }, undefined],
    [{ command: "npm test" }, undefined],
    [{ path: "health" }, "path"],
    [{ path: "//evil.example.com/" }, "path"],
    [{ path: "/a b" }, "path"],
    [{ method: "GET /" }, "method"],
    [{ status: 99 }, "status"],
    [{ status: Number.NaN }, "status"],
    [{ json: { "status.ok": "1" } }, "json"],
    [{ headers: { "a b": "1" } }, "headers"],
    [{ requestHeaders: { "a\nb": "1" } }, "requestHeaders"],
    [{ command: "npm test", status: 200 }, "command"],
    [{ command: " " }, "command"],
    [{ timeoutSeconds: -1 }, "timeoutSeconds"],
    [{ maxMilliseconds: Number.POSITIVE_INFINITY }, "maxMilliseconds"],
  ];
  for (const [check, key] of cases) {
    it(`are ${key === undefined ? "right" : `refused for [${key}]`}: ${JSON.stringify(check)}`, () => {
      assert.deepEqual(
        releaseProblems({ checks: [check] }).map(({ path }) => path),
        key === undefined ? [] : [`release.checks[0].${key}`],
      );
    });
  }
});
