import assert from "node:assert/strict";
import { localStack } from "../../sdk/local";

describe("a local stack", () => {
  const fastly = { url: "http://127.0.0.1:1", token: "unused" };

  it("runs a function on the embedded engine where the real one may be used", () => {
    assert.equal(localStack({ program: () => ({}), fastly, engine: "auto" }).engine, "embedded");
  });

  it("says that the real engine takes no function", () => {
    assert.throws(() => localStack({ program: () => ({}), fastly, engine: "pulumi" }), {
      problem: "The engine pulumi runs programs from a directory only",
    });
  });

  it("keeps the states of two stacks apart without being told where", async () => {
    const stacks = [1, 2].map(() => localStack({ program: () => ({}), fastly }));
    for (const stack of stacks) {
      assert.deepEqual((await stack.up()).changes, { create: 1 });
    }
  });
});
