import assert from "node:assert/strict";
import { whenAsked } from "../../sdk/system/whenAsked";

describe("values that are made when they are asked for", () => {
  it("are made once each, and are all there for who lists them", () => {
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
