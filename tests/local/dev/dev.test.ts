import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { main } from "../../../local/cli";
import { linkPackages } from "../../support/packages";
import { makeProject, removeProjects, TINY_WASM } from "../../support/project";

/** Answers with what stands behind the module, as a page; in the place of Viceroy, which is not everywhere. */
const STAND_IN = `#!${process.execPath}
const { readFileSync } = require("node:fs");
const page = readFileSync("main.wasm").subarray(${TINY_WASM.length + 4}).toString();
const toml = readFileSync("fastly.toml", "utf8");
const server = require("node:http").createServer((request, response) => {
  console.log("access :: asked for " + request.url);
  const { pathname } = new URL(request.url, "http://x");
  if (pathname === "/toml") return response.end(toml);
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(page));
  response.end(request.method === "HEAD" ? undefined : page);
});
server.listen(0, "127.0.0.1", () => console.log("Listening on http://127.0.0.1:" + server.address().port));
`;

/** Writes a module with the text in a section of its own, and counts its runs. */
const BUILD = `const fs = require("node:fs");
fs.appendFileSync("../../builds.log", "x");
const text = fs.readFileSync("src/page.html", "utf8");
if (text.includes("broken")) throw new Error("the page is broken");
const body = Buffer.from("\\x01p" + text);
fs.mkdirSync("bin", { recursive: true });
fs.writeFileSync("bin/main.wasm", Buffer.concat([Buffer.from("${TINY_WASM.toString("hex")}", "hex"), Buffer.from([0, body.length]), body]));
`;

const PROGRAM = `const { ComputeService } = require("pulumi-fastly-compute");
new ComputeService("edge", {
  directory: __dirname + "/app",
  domains: ["www.example.com"],
  backends: { api: { address: "one.example.com" } },
});
`;

describe("fastly-compute-local dev", function () {
  this.timeout(240_000);
  const path = process.env.PATH;
  after(removeProjects);
  afterEach(() => {
    process.env.PATH = path;
  });

  function project(): string {
    const parent = makeProject({ "builds.log": "" });
    const directory = join(parent, "shop");
    for (const [file, content] of Object.entries({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "package.json": '{ "main": "index.js" }',
      "index.js": PROGRAM,
      "app/fastly.toml":
        'manifest_version = 3\nname = "shop"\nlanguage = "other"\n[scripts]\nbuild = "node build.js"\n',
      "app/build.js": BUILD,
      "app/src/page.html": "<h1>one</h1>",
      "app/.gitignore": "bin/\npkg/\n",
      "../bin/viceroy": STAND_IN,
    })) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), content);
    }
    linkPackages(directory);
    execFileSync("git", ["init", "-q"], { cwd: directory });
    chmodSync(join(parent, "bin/viceroy"), 0o755);
    process.env.PATH = `${join(parent, "bin")}${delimiter}${path}`;
    return directory;
  }

  async function start(directory: string, ...options: string[]) {
    let text = "";
    let end = () => {};
    const ended = main(["dev", "--dir", directory, "--state", join(directory, ".state"), "--port", "0", ...options], {
      stdout: { write: (part: string) => (text += part) },
      stderr: { write: (part: string) => (text += part) },
      interactive: false,
      ask: () => assert.fail(),
      onInterrupt: (handler) => {
        end = handler;
        return () => {};
      },
    });
    const said = async (pattern: RegExp) => {
      for (let i = 0; !pattern.test(text); i++) {
        assert.ok(i < 1_200, `${pattern} never came: ${text}`);
        await delay(50);
      }
      return pattern.exec(text);
    };
    const [, url = ""] = (await said(/^(http:\S+) .*: (?:live|failed)/m)) ?? [];
    const forget = () => {
      text = "";
    };
    return {
      url,
      said,
      forget,
      text: () => text,
      end: async () => {
        end();
        return ended;
      },
    };
  }

  const page = async (url: string) => (await fetch(url)).text();

  it("deploys what is saved, keeps the last good version answering, and reloads pages", async () => {
    const directory = project();
    const save = (file: string, text: string) => writeFileSync(join(directory, file), text);
    const builds = () => readFileSync(join(directory, "../builds.log"), "utf8").length;
    const dev = await start(directory);
    const script = '\n<script src="/.fastly-compute-local/reload.js"></script>\n';
    assert.equal(await page(dev.url), `<h1>one</h1>${script}`);
    assert.equal((await fetch(dev.url, { method: "HEAD" })).headers.get("content-length"), "12");
    const reloading = await fetch(`${dev.url}/.fastly-compute-local/events`);
    const events = reloading.body?.pipeThrough(new TextDecoderStream()).getReader();

    // Somebody looks at it all the time, and never finds it gone.
    let looking = true;
    const seen = new Set<string>();
    const looks = (async () => {
      while (looking) {
        const answer = await fetch(dev.url);
        seen.add(`${answer.status} ${(await answer.text()).replace(script, "")}`);
        await delay(20);
      }
    })();

    dev.forget();
    save("app/src/page.html", "<h1>two</h1>");
    await dev.said(/page\.html: live: /);
    assert.match(await page(dev.url), /two/);
    let event = "";
    while (!event.includes("event: deployed")) event += (await events?.read())?.value ?? "";
    await events?.cancel();

    dev.forget();
    save("app/src/page.html", "broken");
    await dev.said(/page\.html: failed, and the version before answers[\s\S]*the page is broken/);
    assert.match(await page(dev.url), /two/);

    dev.forget();
    save("app/src/page.html", "<h1>three</h1>");
    await dev.said(/page\.html: live: /);
    assert.match(await page(dev.url), /three/);

    const before = builds();
    dev.forget();
    save(
      "index.js",
      PROGRAM.replace("one.example.com", "two.example.com").replace(
        "domains",
        'build: { inputs: ["src/**"] },\n  domains',
      ),
    );
    await dev.said(/index\.js: live: /);
    assert.match(await page(`${dev.url}/toml`), /two\.example\.com/);
    assert.ok(builds() - before <= 1);
    const settled = builds();
    dev.forget();
    save(
      "index.js",
      PROGRAM.replace("one.example.com", "three.example.com").replace(
        "domains",
        'build: { inputs: ["src/**"] },\n  domains',
      ),
    );
    await dev.said(/index\.js: live: /);
    assert.match(await page(`${dev.url}/toml`), /three\.example\.com/);
    assert.equal(builds(), settled, "a backend needs no build");

    looking = false;
    await looks;
    assert.deepEqual([...seen].sort(), ["200 <h1>one</h1>", "200 <h1>three</h1>", "200 <h1>two</h1>"]);
    await dev.said(/access: asked for/);
    await dev.said(/GET \/ 200 \d+ ms/);
    assert.equal(await dev.end(), 0);
    await assert.rejects(fetch(dev.url));
  });

  it("sends a backend elsewhere, leaves pages as they are, and answers to this machine only", async () => {
    const directory = project();
    const dev = await start(directory, "--no-reload", "--backend", "api=http://localhost:3000");
    assert.equal(await page(dev.url), "<h1>one</h1>");
    assert.match(await page(`${dev.url}/toml`), /url = "http:\/\/localhost:3000"/);
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      request(dev.url, { headers: { host: "evil.example.com" } }, (answer) => resolve(answer.statusCode)).end();
    });
    assert.equal(status, 403);
    assert.equal(await dev.end(), 0);
  });

  it("refuses a backend that is none", async () => {
    const said: string[] = [];
    const code = await main(["dev", "--dir", project(), "--backend", "api"], {
      stdout: { write: () => {} },
      stderr: { write: (text: string) => said.push(text) },
      interactive: false,
      ask: () => assert.fail(),
      onInterrupt: () => () => {},
    });
    assert.equal(code, 1);
    assert.match(
      said.join(""),
      /^error: Expected --backend to be a name and an address but got "api" \[backend-option-unfit\]\n/,
    );
  });
});
