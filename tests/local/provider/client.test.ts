import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { LocalFastly } from "../../../local/api";
import { apiError } from "../../../local/provider/apiError";
import { type FastlyClient, fastlyClient } from "../../../local/provider/client";
import { apiAccess } from "../../../local/provider/configuration";

describe("errors of the Fastly API", () => {
  const cases: Record<string, [body: string, text: string]> = {
    "the core API's": [
      '{"msg":"Record not found","detail":"No such service"}',
      "404 - Not Found:\n\n    Title:  Record not found\n    Detail: No such service",
    ],
    "a list of problems": [
      '{"errors":[{"title":"One","detail":"first"},{"title":"Two","code":"X2"}]}',
      "404 - Not Found:\n\n    Title:  One\n    Detail: first\n\n    Title:  Two\n    Code:   X2",
    ],
    "a problem document": ['{"title":"No product","status":404}', "404 - Not Found:\n\n    Title:  No product"],
    "something that is no JSON": ["Bad", "404 - Not Found:\n\n    Title:  Undefined error\n    Detail: Bad"],
  };
  for (const [title, [body, text]] of Object.entries(cases)) {
    it(`have go-fastly's words: ${title}`, () => assert.equal(apiError(404, {}, body).message, text));
  }

  it("name the rate limit that was hit", () => {
    const headers = { "fastly-ratelimit-remaining": "0", "fastly-ratelimit-reset": "1700000000" };
    const error = apiError(429, headers, '{"msg":"Too many"}');
    assert.equal(
      error.message,
      "429 - Too Many Requests:\n\n    Title:  Too many\n    RateLimitRemaining: 0\n    RateLimitReset:     1700000000",
    );
  });
});

describe("the local provider's client", () => {
  let api: LocalFastly;
  let client: FastlyClient;

  beforeEach(async () => {
    api = await LocalFastly.start();
    client = fastlyClient({ apiKey: api.token, baseUrl: api.url, timeoutMs: 300 });
  });
  afterEach(() => api.stop());

  it("escapes each part of a path", async () => {
    await assert.rejects(client.send("GET", ["service", "a/b c", "details"]));
    assert.equal(api.requests[0]?.path, "/service/a%2Fb%20c/details");
  });

  it("gives up a call that takes too long, with an error", async () => {
    api.inject({ path: /details/, fault: "timeout" });
    await assert.rejects(
      client.send("GET", ["service", "x", "details"]),
      /^Error: Get "http:\/\/127\.0\.0\.1:\d+\/service\/x\/details": context deadline exceeded/,
    );
  });

  it("reports a broken connection", async () => {
    api.inject({ path: /details/, fault: "reset" });
    await assert.rejects(client.send("GET", ["service", "x", "details"]), /: EOF$/);
  });

  it("reports an unreachable API", async () => {
    await api.stop();
    try {
      await assert.rejects(client.send("GET", ["service"]), /dial tcp 127\.0\.0\.1:\d+: connect: connection refused$/);
    } finally {
      api = await LocalFastly.start();
    }
  });

  it("sends writes of one service one after the other, and those of other services in parallel", async () => {
    api.inject({ method: "POST", path: /service/, fault: { delayMs: 100 } });
    const make = (name: string, lock: string) =>
      client.send("POST", ["service"], { form: { name, type: "wasm" }, lock });
    const all = [make("first", "one"), make("second", "one")];
    await delay(20);
    all.push(make("third", "two"));
    await Promise.all(all);
    assert.deepEqual(
      api.services().map(({ name }) => name),
      ["third", "first", "second"],
    );
  });
});

describe("the local provider's API", () => {
  it("comes from the configuration, or else from the environment", () => {
    const env = { FASTLY_API_KEY: "env", FASTLY_API_URL: "http://localhost:1" };
    assert.deepEqual(apiAccess({ apiKey: "config" }, env), { apiKey: "config", baseUrl: "http://localhost:1" });
    assert.deepEqual(apiAccess({ baseUrl: "http://[::1]:2" }, env), { apiKey: "env", baseUrl: "http://[::1]:2" });
  });

  it("needs a key, unless noAuth is set", () => {
    assert.throws(() => apiAccess({ baseUrl: "http://127.0.0.1:1" }, {}), /^Error: no API key for Fastly$/);
    assert.equal(apiAccess({ baseUrl: "http://127.0.0.1:1", noAuth: "true" }, {}).apiKey, "");
  });

  const remote = [
    undefined,
    "https://api.fastly.com",
    "http://example.com",
    "http://127.0.0.1.example.com",
    "nonsense",
  ];
  for (const baseUrl of remote) {
    it(`is refused on another machine: ${baseUrl ?? "the default"}`, () => {
      assert.throws(
        () => apiAccess(baseUrl === undefined ? { apiKey: "x" } : { apiKey: "x", baseUrl }, {}),
        /it is for trying out and testing, never for production \[api-not-local\]\n.*http:\/\/127\.0\.0\.1/,
      );
    });
  }
});
