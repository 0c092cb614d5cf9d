import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { withoutPromiseStacks } from "../../sdk/pulumi/promiseStacks";

describe("a registration of a resource without promise stacks", () => {
  const limit = () => Error.stackTraceLimit;
  const parent = (transformations?: unknown[]) =>
    ({ __transformations: transformations }) as unknown as pulumi.Resource;

  it("switches stacks of errors off only while it runs", () => {
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

  it("keeps stacks when it may call the program's functions, or when leaks are traced", () => {
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

  it("finds functions of the program in every resource of the SDK", () => {
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
