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
        assert.throws(check, {
          code: "package-too-large",
          facts: { manifest: "app/fastly.toml", bytes: size, limit: 100_000_000 },
        });
      } else {
        const told = new RegExp(
          `^The package of app/fastly\\.toml has ${size} bytes; .* \\[package-above-default-limit\\]\n`,
        );
        assert.equal(told.test(check() ?? ""), expected === "warning");
      }
    });
  }

  it("allow exactly 100 MB of contents", () => {
    checkContentBytes(100_000_000, "app/fastly.toml");
    assert.throws(() => checkContentBytes(100_000_001, "app/fastly.toml"), {
      code: "package-contents-too-large",
      facts: { manifest: "app/fastly.toml", bytes: 100_000_001, limit: 100_000_000 },
    });
  });
});
