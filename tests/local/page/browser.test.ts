import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { LocalFastly } from "../../../local/api";
import { manageUrl } from "../../../sdk/fastly/manageUrl";
import { logEndpoint, service, stamps, state, version } from "./state";

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"].find(
  (command) => spawnSync(command, ["--version"]).status === 0,
);

describe("the local Fastly's pages", () => {
  let fastly: LocalFastly;
  let page: string;
  const shop = service({
    comment: HOSTILE,
    versions: [
      version(1, { locked: true, domains: [{ name: "www.example.com", comment: "", ...stamps }] }),
      version(2, {
        ...{ active: true, locked: true },
        domains: [
          { name: "www.example.com", comment: "", ...stamps },
          { name: "shop.example.com", comment: "", ...stamps },
        ],
        logging: [logEndpoint("https", (field) => `${field}-value`)],
        dictionaries: [{ id: "d1", name: "settings", write_only: false, ...stamps }],
      }),
    ],
    dictionaryItems: { d1: [{ item_key: "region", item_value: "eu", ...stamps }] },
  });

  before(async () => {
    fastly = await LocalFastly.start({ state: state({ services: [shop] }), token: "the-only-token" });
    page = `${manageUrl(shop.id, fastly.url)}?token=the-only-token`;
  });
  after(() => fastly.stop());

  const requests: [what: string, method: string, path: string, accept: string, status: number][] = [
    ["the services without a token", "GET", "/manage", "text/html", 200],
    ["a service without a token", "GET", `/manage/compute/services/${shop.id}`, "text/html", 200],
    ["the root to a browser, by sending it on", "GET", "/", "text/html,*/*", 302],
    ["no root to a client of the API", "GET", "/", "application/json", 404],
    ["no service that is not there", "GET", "/manage/compute/services/nope", "text/html", 404],
    ["no version that is not there", "GET", `/manage/compute/services/${shop.id}?version=3`, "text/html", 404],
    ["no comparison of one", "GET", `/manage/compute/services/${shop.id}?compare=1`, "text/html", 404],
    ["nothing but reading", "POST", "/manage", "text/html", 401],
    ["nothing but reading", "DELETE", `/manage/compute/services/${shop.id}`, "text/html", 401],
    ["nothing else without a token", "GET", "/service", "text/html", 401],
  ];
  for (const [what, method, path, accept, status] of requests) {
    it(`offer ${what}: ${status} to ${method} ${path.split("/").at(-1) || "/"}`, async () => {
      const response = await fetch(fastly.url + path, { method, headers: { accept }, redirect: "manual" });
      assert.equal(response.status, status);
    });
  }

  it("show values only with the right token, which stays in the browser", async () => {
    const paths = ["/manage", `/manage/compute/services/${shop.id}`, `/manage/compute/services/${shop.id}?version=2`];
    for (const path of paths) {
      for (const given of [{}, { "Fastly-Key": "another" }, { cookie: "local-fastly=x" }] as Record<string, string>[]) {
        const text = await (await fetch(fastly.url + path, { headers: given })).text();
        assert.ok(text.includes("shop") && text.includes("because it has the token"), text);
        for (const value of ["<td>eu", "-value", "img src"]) {
          assert.ok(!text.includes(value), `${value} in ${text}`);
        }
      }
    }
    const compare = `${fastly.url}/manage/compute/services/${shop.id}?compare=1..2`;
    assert.equal((await fetch(compare)).status, 401);
    const first = await fetch(page);
    const cookie = first.headers.get("set-cookie") ?? "";
    assert.match(cookie, /^local-fastly-\d+=the-only-token; Path=\/manage; HttpOnly; SameSite=Strict$/);
    assert.match(await first.text(), /<td>eu/);
    const next = await fetch(compare, { headers: { cookie: cookie.split(";")[0] ?? "" } });
    assert.match(await next.text(), /shop\.example\.com/);
    assert.ok(fastly.requests.every(({ path }) => !path.includes("the-only-token")));
  });

  it("load and run nothing, because of their content security policy", async () => {
    const { headers } = await fetch(page);
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src data:;/);
    assert.equal(headers.get("cache-control"), "no-store");
  });

  describe("in a real browser", function () {
    this.timeout(60_000);
    const profile = mkdtempSync(join(tmpdir(), "chromium-profile-"));
    before(function () {
      if (CHROMIUM === undefined) {
        console.log("      skipped: there is no chromium (Debian: apt-get install chromium)");
        this.skip();
      }
    });
    after(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));

    const dom = async (url: string) => {
      const options = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`, "--dump-dom"];
      const { stdout, stderr } = await promisify(execFile)(CHROMIUM ?? "", [
        ...options,
        "--enable-logging=stderr",
        url,
      ]);
      return { text: stdout, refused: stderr.split("\n").filter((line) => line.includes("Content Security Policy")) };
    };

    it("show a service with everything in its active version, as text", async () => {
      const { text, refused } = await dom(page);
      assert.match(text, /<title>shop · local Fastly<\/title>/);
      assert.match(text, /<html lang="en">/);
      assert.deepEqual(text.match(/<th scope="row">(www|shop)\.example\.com<\/th>/g)?.length, 2);
      assert.match(text, /<th scope="row">region<\/th><td>eu<\/td>/);
      assert.ok(text.includes("&lt;img src=x"));
      assert.ok(!text.includes("<img"));
      assert.ok(!text.includes("header_value-value"));
      assert.deepEqual(refused, []);
    });

    it("show what changed between two versions", async () => {
      const { text } = await dom(`${page}&compare=1..2`);
      assert.match(text, /<h2>Domain shop\.example\.com <span class="badge good">added<\/span><\/h2>/);
      assert.ok(!text.includes("Domain www.example.com"));
    });

    it("link to every service from the root", async () => {
      const { text } = await dom(`${fastly.url}/?token=the-only-token`);
      assert.match(text, new RegExp(`<a href="/manage/compute/services/${shop.id}">shop</a>`));
    });
  });
});
