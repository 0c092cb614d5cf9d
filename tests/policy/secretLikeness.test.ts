import assert from "node:assert/strict";
import { matchesAny } from "../../sdk/policy/patterns";
import { entropyOf, secretLikeness } from "../../sdk/policy/secretLikeness";

const BY_KEY = "its key says so";
const RANDOM = "it looks random";

describe("the reason why a value looks like a secret", () => {
  const cases: [key: string, value: string, reason: string | undefined][] = [
    ["API_KEY", "correct horse", BY_KEY],
    ["apiKey", "correct horse", BY_KEY],
    ["api-key", "correct horse", BY_KEY],
    ["db.password", "hunter2", BY_KEY],
    ["clientSecret", "hunter2", BY_KEY],
    ["GITHUB_TOKEN", "abcdef", BY_KEY],
    ["token", "short", undefined],
    ["token", "", undefined],
    ["token_url", "https://auth.example.com/token", undefined],
    ["token", "https://auth.example.com/token", undefined],
    ["password", "required", undefined],
    ["auth_token", "3600000", undefined],
    ["passwordMinLength", "12 characters", undefined],
    ["tokenizer", "whitespace", undefined],
    ["monkey", "bananas", undefined],
    ["cache_key", "session-id", undefined],
    ["secret", "ops@example.com", undefined],
    ["blob", "q8Zt3LxV0pYw7NbK2sRd", RANDOM],
    ["blob", "9f86d081884c7d659a2feaa0c55ad015", RANDOM],
    ["commit", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", undefined],
    ["package-sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", undefined],
    ["tenant", "123e4567-e89b-12d3-a456-426614174000", undefined],
    ["origin", "very-long-name-of-an-origin.example.com", undefined],
    ["flags", "new-checkout-with-express-shipping", undefined],
    ["digits", "11111111111111111111111a", undefined],
    ["text", "A sentence that says something about version 2 of it.", undefined],
    ["pem", "-----BEGIN RSA PRIVATE KEY-----\nabc", "it is a private key"],
    ["a", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "it is a JSON web token"],
    ["a", `AKIA${"ABCD".repeat(4)}`, "it is an AWS access key"],
    ["a", `ghp_${"a1B2".repeat(9)}`, "it is a GitHub token"],
    ["a", `xoxb-${"1234567890"}`, "it is a Slack token"],
    ["a", `sk_live_${"a1B2".repeat(4)}`, "it is a Stripe key"],
    ["url", "postgres://user:pass@db.example.com/shop", "it is a URL with a password"],
    ["url", "https://user@db.example.com/shop", undefined],
  ];
  for (const [key, value, reason] of cases) {
    it(`${key} = ${JSON.stringify(value)}: ${reason ?? "nothing"}`, () => {
      assert.equal(secretLikeness(key, value), reason);
    });
  }

  it("depends on the configured entropy", () => {
    assert.equal(entropyOf("aabb"), 1);
    assert.equal(entropyOf("abcd"), 2);
    assert.equal(secretLikeness("blob", "q8Zt3LxV0pYw7NbK2sRd", 5), undefined);
  });
});

describe("patterns of hosts", () => {
  const cases: [name: string, pattern: string, matches: boolean][] = [
    ["api.example.com", "api.example.com", true],
    ["API.example.com", "api.EXAMPLE.com", true],
    ["api.example.com", "*.example.com", true],
    ["a.b.example.com", "*.example.com", true],
    ["example.com", "*.example.com", false],
    ["apixexample.com", "api.example.com", false],
    ["api.example.com.evil.test", "*.example.com", false],
    ["anything", "*", true],
  ];
  for (const [name, pattern, matches] of cases) {
    it(`${name} ${matches ? "matches" : "does not match"} ${pattern}`, () => {
      assert.equal(matchesAny(name, [pattern]), matches);
    });
  }

  it("match nothing when the list is empty", () => {
    assert.equal(matchesAny("api.example.com", []), false);
  });
});
