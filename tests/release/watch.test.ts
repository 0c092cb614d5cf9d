import assert from "node:assert/strict";
import type { SecondOfRequests } from "../../sdk/fastly/statistics";
import { statisticsUrl } from "../../sdk/fastly/statistics";
import { whyNotCompared, wrongStatistics } from "../../sdk/release/watch";

/** A number of seconds with the same values. */
function seconds(count: number, requests: number, errors = 0, milliseconds = 10): SecondOfRequests[] {
  return Array.from({ length: count }, (_, recorded) => ({
    recorded,
    requests,
    errors,
    milliseconds: milliseconds * requests,
  }));
}

const LIMITS = { seconds: 60, maxErrorPercent: 5, minRequests: 20 };

describe("wrong statistics of a release", () => {
  const cases: [string, Parameters<typeof wrongStatistics>, RegExp | undefined][] = [
    ["nothing without requests", [LIMITS, undefined, [], true], undefined],
    ["nothing with few errors", [LIMITS, undefined, seconds(10, 20, 1), false], undefined],
    ["errors", [LIMITS, undefined, seconds(10, 20, 2), false], /^10 % of 200 answers are errors .* 5 % may be$/],
    ["nothing with too few requests", [LIMITS, undefined, seconds(1, 19, 19), true], undefined],
    ["time", [{ ...LIMITS, maxMilliseconds: 9 }, undefined, seconds(2, 20), false], /^an answer takes 10 ms/],
    ["nothing in time", [{ ...LIMITS, maxMilliseconds: 10 }, undefined, seconds(2, 20), true], undefined],
    [
      "a rate that fell",
      [{ ...LIMITS, minRatePercent: 50 }, seconds(120, 10), seconds(10, 4), true],
      /^4 requests .* 10/,
    ],
    ["no rate before the end", [{ ...LIMITS, minRatePercent: 50 }, seconds(120, 10), seconds(10, 4), false], undefined],
    [
      "no rate without one before",
      [{ ...LIMITS, minRatePercent: 50 }, seconds(120, 0), seconds(10, 0), true],
      undefined,
    ],
    ["no rate that is not known", [{ ...LIMITS, minRatePercent: 50 }, undefined, seconds(10, 0), true], undefined],
    ["no rate that holds", [{ ...LIMITS, minRatePercent: 50 }, seconds(120, 10), seconds(10, 5), true], undefined],
  ];
  for (const [title, given, wrong] of cases) {
    it(`include ${title}`, () => {
      const [found, ...others] = wrongStatistics(...given);
      assert.deepEqual(others, []);
      assert.ok(wrong === undefined ? found === undefined : wrong.test(found ?? ""), found);
    });
  }

  it("come from Fastly's host for statistics, or from another API itself", () => {
    assert.equal(statisticsUrl("https://api.fastly.com/"), "https://rt.fastly.com");
    assert.equal(statisticsUrl("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
  });

  it("are not compared without an earlier rate, and the run says why", () => {
    const limits = { minRatePercent: 50 };
    assert.equal(whyNotCompared(limits, seconds(120, 1)), undefined);
    assert.equal(whyNotCompared({}, undefined), undefined);
    assert.match(whyNotCompared(limits, undefined) ?? "", /earlier run/);
    assert.match(whyNotCompared(limits, seconds(120, 0)) ?? "", /no requests came/);
    assert.match(whyNotCompared(limits, []) ?? "", /no requests came/);
  });
});
