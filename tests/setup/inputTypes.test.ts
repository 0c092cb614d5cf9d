import assert from "node:assert/strict";
import { isSecretType, wantedInstead } from "../../sdk/setup/inputTypes";

describe("input_type", () => {
  for (const [type, value, wanted] of [
    [undefined, "anything", undefined],
    ["string", "", undefined],
    ["number", "1.5", undefined],
    ["number", "1e3", undefined],
    ["number", "", "a number"],
    ["number", "one", "a number"],
    ["integer", "-3", undefined],
    ["integer", "3.0", "a whole number"],
    ["email", "a@example.com", undefined],
    ["email", "a.example.com", "an e-mail address"],
    ["url", "https://example.com/x", undefined],
    ["url", "example.com", "a URL with http:// or https://"],
    ["url", "ftp://example.com", "a URL with http:// or https://"],
    ["http-header", "X-Api-Key", undefined],
    ["http-header", "X Api Key", "the name of an HTTP header"],
    ["unheard-of", "x", undefined],
  ] as const) {
    it(`${type ?? "none"}: "${value}" ${wanted === undefined ? "fits" : `should be ${wanted}`}`, () => {
      assert.equal(wantedInstead(type, value), wanted);
    });
  }

  it("makes a value secret only if it is password", () => {
    assert.equal(isSecretType("password"), true);
    assert.equal(isSecretType("string"), false);
    assert.equal(isSecretType(undefined), false);
  });
});
