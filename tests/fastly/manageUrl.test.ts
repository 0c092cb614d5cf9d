import assert from "node:assert/strict";
import { manageUrl } from "../../sdk/fastly/manageUrl";

describe("the web page of a service", () => {
  const cases: [api: string, page: string][] = [
    ["https://api.fastly.com", "https://manage.fastly.com/configure/services/abc"],
    ["https://fastly-proxy.example.com/api", "https://manage.fastly.com/configure/services/abc"],
    ["http://127.0.0.1.example.com", "https://manage.fastly.com/configure/services/abc"],
    ["not a URL", "https://manage.fastly.com/configure/services/abc"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/manage/compute/services/abc"],
    ["http://localhost:8080/", "http://localhost:8080/manage/compute/services/abc"],
    ["http://[::1]:8080", "http://[::1]:8080/manage/compute/services/abc"],
  ];
  for (const [api, page] of cases) {
    it(`is ${page} for an API at ${api}`, () => assert.equal(manageUrl("abc", api), page));
  }
});
