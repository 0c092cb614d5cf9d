import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runCli } from "../../support/localCli";
import { linkPackages } from "../../support/packages";
import { makeProject, removeProjects, TINY_WASM } from "../../support/project";
import "../../support/ownState";

/** A stand-in for Viceroy: it requests the path at the end of the module from the backend, and returns the answer. */
const STAND_IN = `#!${process.execPath}
const { readFileSync } = require("node:fs");
const path = readFileSync("main.wasm").subarray(${TINY_WASM.length + 4}).toString();
const url = /url = "([^"]+)"/.exec(readFileSync("fastly.toml", "utf8"))[1];
const server = require("node:http").createServer(async (request, response) => {
  console.log("access :: " + request.method + " " + path);
  const answer = await fetch(url + path);
  response.setHeader("x-path", path);
  response.end(await answer.text());
});
server.listen(0, "127.0.0.1", () => console.log("Listening on http://127.0.0.1:" + server.address().port));
`;

const program = (address: string) => `const { ComputeService } = require("pulumi-fastly-compute");
new ComputeService("edge", {
  directory: __dirname + "/app",
  package: { path: __dirname + "/app/bin/main.wasm" },
  domains: ["www.example.com"],
  backends: { api: { address: "${address}" } },
});
`;

const wasm = (path: string) => {
  const body = Buffer.from(`\x01p${path}`);
  return Buffer.concat([TINY_WASM, Buffer.from([0, body.length]), body]);
};

describe("fastly-compute-local compare", function () {
  this.timeout(240_000);
  const { PATH: path, FASTLY_COMPUTE_LOCAL_API: kind } = process.env;
  // A deployment to a stand-in leaves no id in the manifest.
  before(() => {
    delete process.env.FASTLY_COMPUTE_LOCAL_API;
  });
  after(() => {
    removeProjects();
    if (kind !== undefined) {
      process.env.FASTLY_COMPUTE_LOCAL_API = kind;
    }
  });
  afterEach(() => {
    process.env.PATH = path;
  });

  function project(): string {
    const parent = makeProject({});
    const directory = join(parent, "shop");
    write(directory, {
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "package.json": '{ "main": "index.js" }',
      "index.js": program("one.example.com"),
      "app/fastly.toml": 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n',
      "app/bin/main.wasm": wasm("/v1"),
      "requests.http": "GET /\n\n### again\nPOST /\n\nbody\n",
      ".gitignore": "node_modules\n",
      "../bin/viceroy": STAND_IN,
    });
    linkPackages(directory);
    chmodSync(join(parent, "bin/viceroy"), 0o755);
    process.env.PATH = `${join(parent, "bin")}${delimiter}${path}`;
    const git = (...args: string[]) => execFileSync("git", args, { cwd: directory, stdio: "ignore" });
    git("init", "-q");
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "one");
    return directory;
  }

  function write(directory: string, files: Record<string, string | Buffer>): void {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), content);
    }
  }

  it("shows the effect of a change, for a revision and a directory: answers, backends, logs and configuration", async () => {
    const directory = project();
    write(directory, { "index.js": program("two.example.com"), "app/bin/main.wasm": wasm("/v2") });
    const { code, text } = await runCli(directory, ["compare", "HEAD", ".", "--report", "out.md"]);
    assert.equal(code, 0, text);
    assert.match(text, /^2 of 2 requests have a different answer\.$/m);
    assert.match(text, / {2}header:x-path\n {4}- \/v1\n {4}\+ \/v2\n/);
    assert.match(text, / {2}backends\n {4}- api: GET \/v1\n/);
    assert.match(text, / {2}log\n {4}- access: GET \/v1\n {4}\+ access: GET \/v2\n/);
    assert.match(text, /two\.example\.com/, "the configuration's change");
    const report = readFileSync(join(directory, "out.md"), "utf8");
    assert.match(report, /^### What the change does\n/);
    assert.match(report, /\n### Preview of `shop\/dev`\n/);
  });

  it("reports when nothing differs, and ignores differences named by --vary", async () => {
    const directory = project();
    const same = await runCli(directory, ["compare", "HEAD", "."]);
    assert.match(same.text, /^All 2 requests have the same answer\.$/m);
    write(directory, { "app/bin/main.wasm": wasm("/v2") });
    const vary = ["header:x-path", "body", "backends", "log"].flatMap((name) => ["--vary", name]);
    assert.match((await runCli(directory, ["compare", "HEAD", ".", ...vary])).text, /^All 2 requests/m);
  });

  it("refuses arguments that cannot be compared", async () => {
    const directory = project();
    for (const [args, message] of [
      [
        ["HEAD", "nowhere"],
        /error: "nowhere" is neither a directory nor a revision of the git repository.*\[revision-unknown\]/,
      ],
      [["HEAD", ".", "--requests", "none.http"], /error: none\.http cannot be read: ENOENT \[requests-unreadable\]/],
      [["HEAD"], /error: compare needs HEAD/],
    ] as const) {
      const { code, text } = await runCli(directory, ["compare", ...args]);
      assert.equal(code, 1);
      assert.match(text, message);
    }
    process.env.PATH = path;
    assert.match((await runCli(directory, ["compare", "HEAD", "."])).text, /viceroy/i);
  });
});
