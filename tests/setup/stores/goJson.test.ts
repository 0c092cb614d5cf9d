import assert from "node:assert/strict";
import { goJson } from "../../../sdk/setup/stores/goJson";

describe("JSON in Go's form", () => {
  for (const [value, text] of [
    [{ b: 1, a: [true, null, 1.5] }, '{"a":[true,null,1.5],"b":1}'],
    [{ ü: 1, z: 2, "<&>": 3 }, '{"\\u003c\\u0026\\u003e":3,"z":2,"ü":1}'],
    ["a\u2028b\u2029", '"a\\u2028b\\u2029"'],
    [[{ y: 1, x: { d: 1, c: 2 } }], '[{"x":{"c":2,"d":1},"y":1}]'],
  ] as [unknown, string][]) {
    it(text, () => {
      assert.equal(goJson(value), text);
    });
  }
});
