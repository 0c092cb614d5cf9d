import assert from "node:assert/strict";
import { checkArchiveSize, checkContentBytes } from "../../sdk/package/limits";

describe("limits", () => {
  for (const [size, expected] of [
    [49_999_999, "fine"],
    [50_000_000, "warning"],
    [100_000_000, "warning"],
    [100_000_001, "error"],
  ] as const) {
    it(`give ${expected === "fine" ? "no message" : `a ${expected}`} for an archive of ${size} bytes`, () => {
      const check = () => checkArchiveSize(size, "app/fastly.toml");
      if (expected === "error") {
        assert.throws(check, { problem: `The package of app/fastly.toml has ${size} bytes; the limit is 100000000` });
      } else {
        assert.equal(
          check()?.startsWith(`The package of app/fastly.toml has ${size} bytes; `),
          expected === "warning" || undefined,
        );
      }
    });
  }

  it("allow contents of exactly 100 MB", () => {
    checkContentBytes(100_000_000, "app/fastly.toml");
    assert.throws(() => checkContentBytes(100_000_001, "app/fastly.toml"), {
      problem: "The contents of the package of app/fastly.toml have 100000001 bytes; the limit is 100000000",
    });
  });
});
