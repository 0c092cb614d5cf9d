import assert from "node:assert/strict";
import { addressOf } from "../../../local/edge/front";

describe("the address of a request in the program", () => {
  for (const [target, address] of [
    [undefined, "https://www.example.com/"],
    ["/a?b=1", "https://www.example.com/a?b=1"],
    ["//evil.example.com/a", "https://www.example.com//evil.example.com/a"],
    ["//", "https://www.example.com//"],
    ["http://evil.example.com/a?b", "https://www.example.com/a?b"],
    ["*", "https://www.example.com/"],
    ["/@evil.example.com:1/", "https://www.example.com/@evil.example.com:1/"],
  ] as const) {
    it(`has the service's domain, whatever the client asked for: ${target}`, () => {
      assert.equal(addressOf(target, "www.example.com").href, address);
    });
  }
});
