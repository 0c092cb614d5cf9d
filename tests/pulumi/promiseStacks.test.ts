import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { withoutPromiseStacks } from "../../sdk/pulumi/promiseStacks";

describe("a resource that is declared without the stacks of its promises", () => {
  const limit = () => Error.stackTraceLimit;
  const parent = (transformations?: unknown[]) =>
    ({ __transformations: transformations }) as unknown as pulumi.Resource;

  it("is declared while errors have none, and errors have theirs afterwards", () => {
    const usual = limit();
    assert.equal(withoutPromiseStacks(parent([]), limit), 0);
    assert.equal(limit(), usual);
    assert.throws(
      () =>
        withoutPromiseStacks(parent([]), () => {
          throw new Error("no");
        }),
      /^Error: no$/,
    );
    assert.equal(limit(), usual);
  });

  it("keeps stacks where functions of the program are called, or may be, and where leaks are looked for", () => {
    const usual = limit();
    assert.equal(withoutPromiseStacks(parent([() => undefined]), limit), usual);
    assert.equal(withoutPromiseStacks(parent(), limit), usual);
    process.env.PULUMI_DEBUG_PROMISE_LEAKS = "true";
    try {
      assert.equal(withoutPromiseStacks(parent([]), limit), usual);
    } finally {
      delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
    }
  });

  it("asks what every resource of the SDK has", () => {
    pulumi.runtime.setMocks({ newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) });
    const own = new pulumi.ComponentResource("test:index:Own", "own");
    const opts = { transformations: [() => undefined] };
    const withOne = new pulumi.ComponentResource("test:index:Own", "below", {}, { ...opts, parent: own });
    assert.equal(withoutPromiseStacks(own, limit), 0);
    assert.notEqual(withoutPromiseStacks(withOne, limit), 0);
    assert.notEqual(
      withoutPromiseStacks(new pulumi.ComponentResource("test:index:Own", "deep", {}, { parent: withOne }), limit),
      0,
    );
  });
});
