import assert from "node:assert/strict";
import { WRONG_ANSWER } from "../../sdk/checks/answer";
import { ComputeError } from "../../sdk/errors";
import { type Ask, waitForAnswer } from "../../sdk/live/answer";
import { clock } from "../../sdk/system/clock";
import { quickClock, setClock } from "../support/clock";

/** Gives answers one after the other, and the last one for ever. */
function answers(...all: (number | string)[]): { ask: Ask; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    ask: async (url) => {
      asked.push(url);
      return all[Math.min(asked.length, all.length) - 1] ?? "nothing";
    },
  };
}

describe("waiting for the answer of a service", () => {
  beforeEach(() => quickClock());
  afterEach(() => setClock(undefined));

  it("ends with the first right answer, which is a 200 for / by default", async () => {
    const { ask, asked } = answers(200);
    await waitForAnswer("https://shop.example.com", {}, ask);
    assert.deepEqual(asked, ["https://shop.example.com/"]);
  });

  it("asks again until the status is the expected one", async () => {
    const { ask, asked } = answers("getaddrinfo ENOTFOUND", 500, 204);
    const since = clock.now();
    await waitForAnswer("https://shop.example.com", { path: "/health?deep=1", status: 204, timeoutSeconds: 60 }, ask);
    assert.deepEqual(asked, Array(3).fill("https://shop.example.com/health?deep=1"));
    assert.equal(clock.now() - since, 2_000);
  });

  for (const { answer, says } of [
    { answer: 503, says: "answers 503 instead of 200" },
    { answer: "getaddrinfo ENOTFOUND", says: "does not answer (getaddrinfo ENOTFOUND) instead of 200" },
  ]) {
    it(`fails when the time is over, and the answer ${says}`, async () => {
      const last = await waitForAnswer("https://shop.example.com", {}, answers(answer).ask);
      assert.deepEqual(last, { url: "https://shop.example.com/", wanted: 200, got: answer, timeoutSeconds: 60 });
      const error = await WRONG_ANSWER.find(last);
      assert.ok(error instanceof ComputeError);
      assert.equal(
        error.message,
        `The declared version is active, but https://shop.example.com/ ${says} after 60 seconds [wrong-answer]\n` +
          "Correct the program, or go back to an earlier package with { package: { fromVersion: <number> } }. Then run: pulumi up",
      );
    });
  }

  it("reports no problem for the right answer", async () => {
    const { ask } = answers(204);
    const last = await waitForAnswer("https://shop.example.com", { status: 204 }, ask);
    assert.equal(WRONG_ANSWER.find(last), undefined);
  });
});
