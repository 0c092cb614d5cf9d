import assert from "node:assert/strict";
import { type Checking, callCheck } from "../../sdk/release/checkFunction";

const SERVICE: Checking = {
  url: "https://shop.example.com",
  serviceId: "SU1Z0isxPaozGVKXdv0eY",
  version: 6,
  phase: "live",
  address: undefined,
  ask: async () => ({ status: 200, headers: {}, body: "", milliseconds: 1 }),
};

describe("a check function of a release", () => {
  const cases: [title: string, check: () => unknown, wrong: string | undefined][] = [
    ["passes with nothing", () => undefined, undefined],
    ["passes with a promise of nothing", async () => {}, undefined],
    ["passes with true", () => true, undefined],
    ["fails with false", async () => false, "gives false"],
    ["fails with null", () => null, "gives null"],
    ["fails with an empty text", () => "", 'gives ""'],
    ["fails with a number", () => 0, "gives 0"],
    ["fails with an unchecked answer of the service", () => SERVICE.ask("/"), "gives a value of type object"],
    ["reports a returned text", () => "prices are missing", "says: prices are missing"],
    [
      "reports what it throws",
      () => {
        throw new Error("no connection");
      },
      "says: no connection",
    ],
    ["reports its rejection", () => Promise.reject("broken"), "says: broken"],
    ["fails when its time is over", () => new Promise(() => {}), "does not end in time"],
  ];
  for (const [title, check, wrong] of cases) {
    it(title, async () => assert.equal(await callCheck(check, SERVICE, 20), wrong));
  }

  it("gets the service, and a signal that aborts when its time is over", async () => {
    let signal: AbortSignal | undefined;
    const seen = async (given: object) => {
      ({ signal } = given as { signal: AbortSignal });
      assert.deepEqual(given, { ...SERVICE, signal });
      await new Promise(() => {});
    };
    await callCheck(seen, SERVICE, 20);
    assert.equal(signal?.aborted, true);
  });
});
