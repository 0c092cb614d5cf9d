import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { clientOf } from "../../sdk/fastly/credentials";
import { refusedByFastly } from "../../sdk/fastly/remedies";

/** Fastly's answer, and the code of the error for it. */
const REFUSALS: [status: number, detail: string, code: string][] = [
  [400, "Domain 'www.example.com' is already taken by another customer", "domain-in-use"],
  [409, "Duplicate service: 'shop'", "service-name-in-use"],
  [400, "Name has already been taken", "service-name-in-use"],
  [403, "Forbidden: customer is not entitled to enable product fanout", "product-not-in-contract"],
  [400, "No healthcheck named 'api'", "healthcheck-order"],
  [401, "Provided credentials are missing or invalid", "token-refused"],
  [403, "You are not authorized to perform this action", "token-not-allowed"],
  [409, "Duplicate record", "name-in-use"],
  [407, "Proxy Authentication Required", "proxy-login"],
  [429, "Too many requests", "requests-limited"],
  [302, "Found", "fastly-redirected"],
  [503, "Service Unavailable", "fastly-failed"],
  [422, "Invalid value for port", "fastly-refused"],
];

describe("an error of Fastly's API", () => {
  for (const [status, detail, code] of REFUSALS) {
    it(`becomes ${code} for ${status}: ${detail}`, () => {
      assert.equal(refusedByFastly(status, detail).code, code);
    });
  }

  it("becomes still-in-use for the deletion of something that a service links", () => {
    const { code, remedy } = refusedByFastly(409, "store is linked", { deletes: true });
    assert.equal(code, "still-in-use");
    assert.match(remedy, /^Remove its link from every service/);
  });

  it("becomes a limit of changes when Fastly says when that ends", () => {
    const told = refusedByFastly(429, "x", { ends: new Date(0), again: ["run", "it"] });
    assert.equal(told.code, "changes-limited");
    assert.match(
      told.remedy,
      /^Wait until 1970-01-01T00:00:00Z\. What is written already stays\.\nThen run:\n {2}run\n {2}it$/,
    );
  });
});

describe("a token that is an output of a resource", () => {
  it("causes an error when the resource does not exist yet", async () => {
    const Output = pulumi.Output as unknown as new (...of: unknown[]) => pulumi.Output<string>;
    const later = new Output(
      new Set(),
      Promise.resolve(),
      Promise.resolve(false),
      Promise.resolve(true),
      Promise.resolve(new Set()),
    );
    const baseUrl = pulumi.output("https://api.fastly.com");
    const credentials = { apiKey: later, baseUrl, tokenRemedy: "", isFastlyThere: true };
    await assert.rejects(clientOf(credentials), { code: "token-not-known-yet" });
  });
});
