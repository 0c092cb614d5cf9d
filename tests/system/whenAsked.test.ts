import assert from "node:assert/strict";
import { whenAsked } from "../../sdk/system/whenAsked";

describe("lazy values", () => {
  it("are created once each, and all of them appear in a listing", () => {
    const made: string[] = [];
    const value = (name: string) => () => {
      made.push(name);
      return { name };
    };
    const values = whenAsked({ a: value("a"), b: value("b") });
    assert.deepEqual(made, []);
    assert.equal(values.b, values.b);
    assert.deepEqual(made, ["b"]);
    assert.deepEqual({ ...values }, { a: { name: "a" }, b: { name: "b" } });
    assert.deepEqual(made, ["b", "a"]);
  });
});
