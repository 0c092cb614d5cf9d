import assert from "node:assert/strict";
import { serviceUrl } from "../../sdk/fastly/serviceUrl";

describe("the URL of a service", () => {
  const cases: [api: string, url: string][] = [
    ["https://api.fastly.com", "https://shop.example.com"],
    ["https://fastly-proxy.example.com/api", "https://shop.example.com"],
    ["http://localhost.example.com:8080", "https://shop.example.com"],
    ["not a URL", "https://shop.example.com"],
    ["http://127.0.0.1:8080", "http://shop.example.com.localhost:8080"],
    ["http://localhost:8080/", "http://shop.example.com.localhost:8080"],
    ["http://[::1]", "http://shop.example.com.localhost"],
  ];
  for (const [api, url] of cases) {
    it(`is ${url} for an API at ${api}`, () => assert.equal(serviceUrl("shop.example.com", api), url));
  }
});
