import assert from "node:assert/strict";
import type { ServiceAnswer } from "../../sdk/live/request";
import type { ReleaseCanaryArgs, ReleaseCheckArgs } from "../../sdk/plan/releaseArgs";
import { checkProblems } from "../../sdk/plan/releaseProblems";
import { wrongWith } from "../../sdk/release/expectations";

const ANSWER: ServiceAnswer = {
  status: 200,
  headers: { "content-type": "application/json", "x-version": "7" },
  body: '{ "status": "ok", "ready": true, "list": [{ "a/b": 1 }], "__proto__": {} }',
  milliseconds: 40,
};

describe("the problem with an answer", () => {
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
    [{ json: { "/a": "1" } }, { ...ANSWER, body: "<html>" }, "has a body that is not JSON"],
    [{ maxMilliseconds: 40 }, ANSWER, undefined],
    [{ maxMilliseconds: 39 }, ANSWER, "takes 40 ms, but may take only 39"],
  ];
  for (const [check, answer, wrong] of cases) {
    it(`of ${JSON.stringify(check)}: ${wrong ?? "none"}`, () => assert.equal(wrongWith(check, answer), wrong));
  }
});

describe("the arguments of a release", () => {
  for (const [canary, places, instead] of [
    [{}, ["release.canary"], /\[release\.before\]$/],
    [{ header: "x-canary" }, ["release.canary.header"], /\[release\.before\]$/],
    [
      { percent: 0 },
      ["release.canary.percent"],
      /a second service instead, and let your program send it a share of the requests$/,
    ],
    [{ header: "x-canary", percent: 5 }, ["release.canary.header", "release.canary.percent"], /\[release\.before\]$/],
  ] as [ReleaseCanaryArgs, string[], RegExp][]) {
    it(`have no canary, and give a reason and an alternative: ${JSON.stringify(canary)}`, () => {
      const problems = checkProblems({ release: { canary } }, []);
      assert.deepEqual(
        problems.map(({ path }) => path),
        places,
      );
      assert.match(
        problems[0]?.why ?? "",
        /^is not possible: a version of a service is live for all requests or for none \(https:\/\/docs\.fastly\.com\//,
      );
      assert.match(problems[0]?.why ?? "", instead);
    });
  }

  it("have limits", () => {
    const after = { seconds: 90_000, maxErrorPercent: 101, minRatePercent: -1, maxMilliseconds: -1, minRequests: -1 };
    const release = { settleSeconds: -1, after, before: { checks: [{ path: "x" }] } };
    const problems = checkProblems({ release }, []);
    assert.deepEqual(
      problems.map(({ path }) => path),
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
    [{ functionName: "smoke" }, undefined],
    [{ functionName: "smoke", path: "/" }, "functionName"],
    [{ functionName: "smoke", command: "npm test" }, "functionName"],
    [{ functionName: "toString" }, "functionName"],
    [{ timeoutSeconds: -1 }, "timeoutSeconds"],
    [{ maxMilliseconds: Number.POSITIVE_INFINITY }, "maxMilliseconds"],
  ];
  for (const [check, key] of cases) {
    it(`are ${key === undefined ? "accepted" : `refused for [${key}]`}: ${JSON.stringify(check)}`, () => {
      assert.deepEqual(
        checkProblems({ release: { checks: [check] } }, ["smoke"]).map(({ path }) => path),
        key === undefined ? [] : [`release.checks[0].${key}`],
      );
    });
  }

  for (const [verify, key] of [
    [{ path: "/health?deep=1", status: 204, timeoutSeconds: 0 }, undefined],
    [{ path: "//evil.example.com/" }, "path"],
    [{ status: 20_000 }, "status"],
    [{ timeoutSeconds: Number.NaN }, "timeoutSeconds"],
  ] as const) {
    it(`are those of verify too, ${key === undefined ? "accepted" : `refused for [${key}]`}: ${JSON.stringify(verify)}`, () => {
      assert.deepEqual(
        checkProblems({ verify }, []).map(({ path }) => path),
        key === undefined ? [] : [`verify.${key}`],
      );
    });
  }
});
