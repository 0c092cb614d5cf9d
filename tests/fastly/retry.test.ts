import { equal, ok } from "node:assert/strict";
import { NotAnswered } from "../../sdk/fastly/exchange";
import { limitAhead, type Outcome, pauseBeforeNext } from "../../sdk/fastly/retry";

const NOW = Date.UTC(2026, 0, 1, 12);
const LIMIT = { status: 429, headers: {} };
const RESET = new NotAnswered("socket hang up", false, true);
const REFUSED = new NotAnswered("ECONNREFUSED", true, true);
const CERTIFICATE = new NotAnswered("self-signed certificate", true, false);

/** The pause without its random part. */
function pause(outcome: Outcome, { tries = 1, repeatable = true, elapsed = 0 } = {}): number | undefined {
  const tried = { tries, since: NOW - elapsed, repeatable, pause: 500 };
  return pauseBeforeNext(outcome, tried, NOW, () => 1);
}

describe("the pause before another try", () => {
  it("doubles, and there is none after five tries", () => {
    for (const outcome of [{ status: 500, headers: {} }, { status: 503, headers: {} }, RESET, REFUSED]) {
      equal([1, 2, 3, 4, 5].map((tries) => pause(outcome, { tries })).join(), "500,1000,2000,4000,");
    }
  });

  it("adds up to a minute or more when Fastly limits requests without an end", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((tries) => pause(LIMIT, { tries }));
    equal(pauses.join(), "500,1000,2000,4000,8000,16000,16000,16000,");
  });

  it("is the time until a reached limit ends, also for another change, if that is soon", () => {
    const ahead = (remaining: string, seconds: number) =>
      limitAhead(
        {
          headers: { "fastly-ratelimit-remaining": remaining, "fastly-ratelimit-reset": String(NOW / 1000 + seconds) },
        },
        NOW,
      );
    equal(ahead("0", 30), 30_000);
    equal(ahead("1", 30), 0);
    equal(ahead("0", 3600), 0);
    equal(limitAhead({ headers: {} }, NOW), 0);
  });

  it("varies randomly, so that requests do not come together", () => {
    const tried = { tries: 3, since: NOW, repeatable: true, pause: 500 };
    equal(
      pauseBeforeNext(LIMIT, tried, NOW, () => 0),
      1000,
    );
    const random = pauseBeforeNext(LIMIT, tried, NOW) ?? 0;
    ok(random >= 1000 && random <= 2000);
  });

  for (const [what, outcome, once] of [
    ["a limit", LIMIT, 500],
    ["no connection", REFUSED, 500],
    ["a reset", RESET, undefined],
    ["an internal error", { status: 500, headers: {} }, undefined],
    ["a certificate that is no good", CERTIFICATE, undefined],
    ["what Fastly does not have", { status: 404, headers: {} }, undefined],
    ["what Fastly cannot do", { status: 501, headers: {} }, undefined],
  ] as const) {
    it(`is ${once ? "possible" : "impossible"} for an unrepeatable request after ${what}`, () => {
      equal(pause(outcome, { repeatable: false }), once);
    });
  }

  for (const [headers, wait] of [
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": new Date(NOW + 9_000).toUTCString() }, 9_000],
    [{ "fastly-ratelimit-reset": String(NOW / 1000 + 30) }, 30_000],
    [{ "retry-after": "0" }, 500],
    [{ "retry-after": new Date(NOW - 9_000).toUTCString() }, 500],
    [{ "retry-after": "soon" }, 500],
    [{ "fastly-ratelimit-reset": "" }, 500],
    [{ "retry-after": "61" }, undefined],
    [{ "fastly-ratelimit-reset": String(NOW / 1000 + 3600) }, undefined],
  ] as const) {
    it(`is what Fastly says: ${JSON.stringify(headers)}`, () => {
      equal(pause({ status: 429, headers }), wait);
    });
  }

  it("lasts until a limit ends, again and again, but no longer than two minutes in total", () => {
    const told = { status: 429, headers: { "retry-after": "10" } };
    equal(pause(told, { tries: 9, elapsed: 60_000 }), 16_000);
    equal(pause(told, { tries: 9, elapsed: 111_000 }), undefined);
    equal(pause(RESET, { tries: 2, elapsed: 120_000 }), undefined);
  });
});
