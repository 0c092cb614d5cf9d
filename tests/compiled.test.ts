import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { makeProject, removeProjects, TINY_WASM } from "./support/project";

const ROOT = resolve(__dirname, "..");
const { lazily } = require("../scripts/lazily.js") as { lazily(code: string): string };

describe("what the compiler makes of an import", () => {
  for (const [title, code, lazy] of [
    [
      "a module",
      'const files_1 = require("./files");\nconst made = () => (0, files_1.readTree)(new files_1.Tree());',
      'let files_1$; const files_1$$ = () => files_1$ ??= require("./files");\n' +
        "const made = () => (0, (files_1$$()).readTree)(new (files_1$$()).Tree());",
    ],
    [
      "a default export",
      'const ignore_1 = __importDefault(require("ignore"));\nexports.rules = () => (0, ignore_1.default)();',
      'let ignore_1$; const ignore_1$$ = () => ignore_1$ ??= __importDefault(require("ignore"));\n' +
        "exports.rules = () => (0, (ignore_1$$()).default)();",
    ],
    [
      "what is exported again, which Node reads for ES modules",
      'var args_1 = require("./args");\n' +
        'Object.defineProperty(exports, "Args", { enumerable: true, get: function () { return args_1.Args; } });',
      'let args_1$; const args_1$$ = () => args_1$ ??= require("./args");\n' +
        '(0, Object.defineProperty)(exports, "Args", { enumerable: true, get: function () { return (args_1$$()).Args; } });',
    ],
    ["a namespace", 'const pulumi = __importStar(require("@pulumi/pulumi"));\npulumi.log;', undefined],
    ["a module for its effect", 'require("./fast");', undefined],
  ] as const) {
    it(`${lazy === undefined ? "stays as it is" : "is loaded when it is first used"}: ${title}`, () => {
      assert.equal(lazily(code), lazy ?? code);
      assert.equal(lazily(lazily(code)), lazily(code), "a file that was compiled by an earlier build");
    });
  }

  it("is in no compiled file used in a way that this does not know", () => {
    const files = ["dist", "local/dist"].flatMap((dist) =>
      readdirSync(join(ROOT, dist), { recursive: true, encoding: "utf8" }).map((file) => `${dist}/${file}`),
    );
    const compiled = files.filter((file) => file.endsWith(".js"));
    assert.ok(compiled.length > 300);
    for (const file of compiled) {
      const code = readFileSync(join(ROOT, file), "utf8");
      for (const [, name] of code.matchAll(/^let (\w+_\d+)\$; /gm)) {
        assert.doesNotMatch(
          code,
          new RegExp(`\\b${name}\\b(?!\\$)`),
          `${file} uses ${name}, and only ${name}$$() is there`,
        );
      }
    }
  });
});

/** What of this repository, and of its packages, a script has loaded at its end, when nothing that waits is done. */
function loadedBy(script: string, cwd: string): string[] {
  const tell =
    "require('node:fs').writeSync(1, JSON.stringify(Object.keys(require.cache))); process.kill(process.pid);";
  const { stdout } = spawnSync(process.execPath, ["-e", `${script}\n${tell}`], { cwd, encoding: "utf8" });
  return (JSON.parse(stdout.split("\n").at(-1) ?? "") as string[]).map((file) => relative(ROOT, file));
}

describe("a compiled program", () => {
  after(removeProjects);

  it("loads nothing to build, to pack, to ask Fastly and to take over, before it does", () => {
    const directory = makeProject({
      "fastly.toml": 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n',
      "main.wasm": TINY_WASM,
    });
    const loaded = loadedBy(
      `require(${JSON.stringify(join(ROOT, "dist/fast.js"))});
const { ComputeService } = require(${JSON.stringify(join(ROOT, "dist/index.js"))});
const pulumi = require(${JSON.stringify(require.resolve("@pulumi/pulumi"))});
pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
  "shop", "dev", false, "organization");
new ComputeService("edge", { directory: ".", package: { path: "main.wasm" }, writeServiceId: false });`,
      directory,
    );
    assert.ok(loaded.includes("dist/computeService.js") && loaded.includes("dist/manifest/index.js"));
    const early = loaded.filter((file) =>
      /^dist\/(build|adopt\/takeOver|fastly\/client|package\/(archive|build|pack|fingerprint))/.test(file),
    );
    assert.deepEqual(early, []);
    assert.deepEqual(
      loaded.filter((file) => /node_modules\/(tar|ignore|proxy-from-env|https?-proxy-agent)\//.test(file)),
      [],
    );
  });

  it("of the command line prints its help without Pulumi's SDK", () => {
    const loaded = loadedBy(
      `process.argv[2] = "--help"; require(${JSON.stringify(join(ROOT, "local/dist/cli.js"))}).run();`,
      ROOT,
    );
    assert.ok(loaded.includes("local/dist/cli/help.js"));
    assert.deepEqual(
      loaded.filter((file) => file.includes("node_modules/")),
      [],
    );
  });
});
