import assert from "node:assert/strict";
import type { ReleaseCheck } from "../../sdk/plan/releasePlan";
import { type CheckTools, runCheck } from "../../sdk/release/runCheck";
import { clock } from "../../sdk/system/clock";
import { quickClock, setClock } from "../support/clock";

const CHECK = { name: "GET /", path: "/", method: "GET", status: 200, timeoutSeconds: 2 } as ReleaseCheck;

/** The answers of the service, by time in milliseconds since the first request. */
function answering(status: (at: number) => number): CheckTools & { asked: number[] } {
  const since = clock.now();
  const asked: number[] = [];
  return {
    asked,
    clock,
    ask: async () => {
      const at = clock.now() - since;
      asked.push(at);
      return { status: status(at), headers: {}, body: "" } as never;
    },
    run: async () => undefined,
    call: async () => undefined,
    headersOf: async () => ({}),
  };
}

describe("a check of a release", () => {
  beforeEach(() => quickClock());
  afterEach(() => setClock(undefined));

  const cases: [title: string, settle: number, status: (at: number) => number, isRight: boolean, last: number][] = [
    ["ends with the first right answer", 0, () => 200, true, 0],
    ["is repeated until the answer is right", 0, (at) => (at < 350 ? 500 : 200), true, 400],
    ["is repeated until its time is over", 0, () => 500, false, 1_900],
    ["ignores answers before the network has the new version", 1_000, () => 200, true, 1_000],
    ["has its full time after the network has the new version", 1_000, () => 500, false, 2_900],
    ["finds an error once the network has the new version", 1_000, (at) => (at < 1_000 ? 200 : 500), false, 2_900],
  ];
  for (const [title, settle, status, isRight, last] of cases) {
    it(title, async () => {
      const tools = answering(status);
      const place = { url: "https://shop.example.com", settledAt: clock.now() + settle };
      const { wrong, tries } = await runCheck(CHECK, place, tools);
      assert.equal(wrong, isRight ? undefined : "answers 500 instead of 200");
      assert.equal(tools.asked.at(-1), last);
      assert.equal(tries, tools.asked.length);
    });
  }
});
