import assert from "node:assert/strict";
import type { Round } from "../../../local/dev/loop";
import { mayBePage } from "../../../local/dev/reload";
import { renderRound, renderStatus } from "../../../local/dev/status";
import { withoutColor } from "../../../local/display/paint";

const ROUND: Round = { ok: true, answers: true, errors: [], took: { deploy: 1234 }, changes: { same: 3, update: 1 } };

describe("the request that may be for a page", () => {
  for (const [method, destination, expected] of [
    ["GET", undefined, true],
    ["GET", "document", true],
    ["POST", "document", true],
    ["GET", "iframe", true],
    ["GET", "empty", false],
    ["GET", "image", false],
    ["HEAD", "document", false],
  ] as const) {
    it(`is recognised by its method and destination: ${method}, for ${destination}`, () => {
      assert.equal(mayBePage({ method, headers: destination ? { "sec-fetch-dest": destination } : {} }), expected);
    });
  }
});

describe("the status page of dev", () => {
  const status = { address: "http://127.0.0.1:7676", also: [], serves: true, requests: [], logged: [], working: false };

  it("shows what changed, the result, and how long it took", () => {
    const text = renderStatus({ ...status, why: ["a", "b", "c", "d"], last: ROUND }, withoutColor);
    assert.match(text, /Address {2}http:\/\/127\.0\.0\.1:7676\n/);
    assert.match(text, /Changed {2}a, b, c, and 1 more\n/);
    assert.match(text, /State {4}live: 1 updated \(deploy 1\.23 s\)\n/);
    assert.match(text, /r rebuild {3}o open {3}q quit/);
  });

  it("calls nothing live without Viceroy", () => {
    const silent = { ...status, serves: false, why: ["a"], last: ROUND };
    for (const text of [renderStatus(silent, withoutColor), renderRound(silent, withoutColor)]) {
      assert.match(text, /deployed: 1 updated/);
      assert.match(text, /to get answers, install Viceroy: cargo install viceroy --locked/);
      assert.doesNotMatch(text, /live/);
    }
  });

  it("shows errors until they are fixed, and escapes what a program logs", () => {
    const failed = { ...ROUND, ok: false, errors: ["the build failed\n  | why"] };
    const text = renderStatus({ ...status, why: ["a"], last: failed, logged: ["\x1b[2Jhello"] }, withoutColor);
    assert.match(text, /failed, and the previous version answers/);
    assert.match(text, /\n {2}the build failed\n {4}\| why\n/);
    assert.ok(!text.includes("\x1b"));
    // A retry does not repair them.
    assert.match(
      renderStatus({ ...status, why: ["a"], working: true, last: failed }, withoutColor),
      /the build failed/,
    );
    const first = { ...failed, answers: false };
    assert.match(renderRound({ ...status, why: ["a"], last: first }, withoutColor), /failed, and nothing answers/);
  });
});
