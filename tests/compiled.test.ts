import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { makeProject, removeProjects, TINY_WASM } from "./support/project";

const ROOT = resolve(__dirname, "..");
const { lazily } = require("../scripts/lazily.js") as { lazily(code: string): string };
const { madeOf } = require("../scripts/madeOf.js") as { madeOf(root: string, places: string[]): string };
const { oneFile, reachable } = require("../scripts/oneFile.js") as {
  oneFile(
    modules: Record<string, string>,
    isFirst?: (name: string) => boolean,
    named?: string[],
  ): { first: string; later: string };
  reachable(modules: Record<string, string>, from: string): { modules: Set<string>; packages: Set<string> };
};

describe("a compiled import", () => {
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
    ["a namespace", 'const pulumi = __importStar(require("@pulumi/pulumi"));\npulumi.log;', undefined],
    ["a module for its effect", 'require("./fast");', undefined],
  ] as const) {
    it(`${lazy === undefined ? "stays the same" : "is loaded on first use"}: ${title}`, () => {
      assert.equal(lazily(code), lazy ?? code);
      assert.equal(lazily(lazily(code)), lazily(code), "a file that was compiled by an earlier build");
    });
  }

  it("has no use in compiled files that the compiler does not know", () => {
    const files = readdirSync(join(ROOT, "build"), { recursive: true, encoding: "utf8" }).map(
      (file) => `build/${file}`,
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

describe("the bundle of all modules", () => {
  function loader(modules: Record<string, string>, isFirst?: (name: string) => boolean, named?: string[]) {
    const { first, later } = oneFile(modules, isFirst, named);
    const files: Record<string, unknown> = {};
    const evaluated = (name: string, code: string) => {
      const module = { exports: {} };
      new Function("module", "require", code)(module, (path: string) => {
        if (path === "./later.js") return evaluated(path, later);
        return path === "./modules.js" ? files[path] : require(path);
      });
      files[name] = module.exports;
      return module.exports;
    };
    return evaluated("./modules.js", first) as (name: string) => Record<string, unknown>;
  }

  it("runs a module once, when it is first loaded", () => {
    const runs: string[] = [];
    Object.assign(globalThis, { runs });
    const load = loader({
      index: 'runs.push("index"); exports.tree = () => require("./files").tree;',
      files: 'runs.push("files"); exports.tree = new (class Tree {})();',
    });
    const { tree } = load("index") as { tree(): object };
    assert.deepEqual(runs, ["index"]);
    assert.equal(tree(), load("files").tree);
    assert.equal(tree().constructor.name, "Tree");
    assert.deepEqual(runs, ["index", "files"]);
    Reflect.deleteProperty(globalThis, "runs");
  });

  it("has modules for later in a second file, which is read on first use", () => {
    const modules = {
      index: 'exports.now = require("./now").name; exports.later = () => require("./later").name;',
      now: 'exports.name = "now";',
      later: 'exports.name = require("./now").name + " later";',
    };
    const { now, later } = loader(modules, (name) => name !== "later")("index") as { now: string; later(): string };
    assert.deepEqual([now, later()], ["now", "now later"]);
    assert.doesNotMatch(oneFile(modules, (name) => name !== "later").first, /" later"/);
  });

  it("has no names for modules that only the bundle imports", () => {
    const modules = {
      index: lazily('"use strict";\nconst files_1 = require("./files");\nexports.tree = () => new files_1.Tree();\n'),
      files:
        '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.Tree = class {};\n',
    };
    const load = loader(modules, undefined, ["index"]);
    const { tree } = load("index") as { tree(): object };
    assert.equal(tree().constructor.name, "");
    assert.throws(() => load("files"));
    const { first } = oneFile(modules, undefined, ["index"]);
    assert.doesNotMatch(first, /files_1|__esModule/);
    assert.match(oneFile(modules).first, /__esModule/, "of what others load, they ask how to import it");
  });

  it("lets a module load others although it has its own `load`", () => {
    const modules = {
      index: 'exports.name = () => { const name = require("./name").name, load = () => "own"; return name + load(); };',
      name: 'exports.name = "the other, and ";',
    };
    for (const isFirst of [() => true, (name: string) => name === "name"]) {
      assert.equal((loader(modules, isFirst)("index") as { name(): string }).name(), "the other, and own");
    }
    assert.throws(() => oneFile({ index: "const $load = 1;" }), /index has a \$load of its own/);
  });

  it("finds modules above, below and by their folder, and leaves packages to Node", () => {
    const load = loader({
      "a/b/index": 'exports.name = require("../..").name + require("./c").name + typeof require("node:path").join;',
      "a/b/c": 'exports.name = "c";',
      index: 'exports.name = "top";',
      start: 'exports.name = require("./a/b").name;',
    });
    assert.equal(load("start").name, "topcfunction");
  });

  it("keeps functions as in the sources, because some become separate programs", () => {
    for (const file of ["dist/modules.js", "dist/later.js", "local/dist/modules.js"]) {
      const { 0: renamed } = /\b(require|process)\d\b/.exec(readFileSync(join(ROOT, file), "utf8")) ?? [];
      assert.equal(renamed, undefined, file);
    }
  });

  it("knows all modules that a module may load, now or later", () => {
    const compiled = {
      index: 'const a = () => require("./a"); config.require("apiHost");',
      a: 'require("./b"); require("node:path"); require("tar");',
      b: 'require("./index");',
      command: 'require("./a"); require("semver");',
    };
    const { modules, packages } = reachable(compiled, "index");
    assert.deepEqual([...modules], ["index", "a", "b"]);
    assert.deepEqual([...packages], ["node:path", "tar"]);
  });

  it("is not written when a module is missing", () => {
    assert.throws(() => oneFile({ "a/b": 'require("./c");' }), /^Error: a\/b loads \.\/c, which was not compiled$/);
  });
});

/** The files of this repository and of its packages that a script has loaded when nothing is left to do. */
function loadedBy(script: string, cwd: string): string[] {
  const tell =
    "require('node:fs').writeSync(1, JSON.stringify(Object.keys(require.cache))); process.kill(process.pid);";
  const { stdout } = spawnSync(process.execPath, ["-e", `${script}\n${tell}`], { cwd, encoding: "utf8" });
  return (JSON.parse(stdout.split("\n").at(-1) ?? "") as string[]).map((file) => relative(ROOT, file));
}

describe("a compiled program", () => {
  after(removeProjects);

  it("loads the code for building, packing, requests and adoption only when it is needed", () => {
    const directory = makeProject({
      "fastly.toml": 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n',
      "main.wasm": TINY_WASM,
    });
    const loaded = loadedBy(
      `require(${JSON.stringify(join(ROOT, "build/sdk/fast.js"))});
const { ComputeService } = require(${JSON.stringify(join(ROOT, "build/sdk/index.js"))});
const pulumi = require(${JSON.stringify(require.resolve("@pulumi/pulumi"))});
pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
  "shop", "dev", false, "organization");
new ComputeService("edge", { directory: ".", package: { path: "main.wasm" }, writeServiceId: false });`,
      directory,
    );
    assert.ok(loaded.includes("build/sdk/computeService.js") && loaded.includes("build/sdk/manifest/index.js"));
    const early = loaded.filter((file) =>
      /^build\/sdk\/(build|adopt\/adoption|fastly\/client|package\/(archive|build|pack|fingerprint))/.test(file),
    );
    assert.deepEqual(early, []);
    assert.deepEqual(
      loaded.filter((file) => /node_modules\/(tar|ignore|proxy-from-env|https?-proxy-agent)\//.test(file)),
      [],
    );
  });

  it("of the command prints its help without Pulumi's SDK", () => {
    const loaded = loadedBy(
      `process.argv[2] = "--help"; require(${JSON.stringify(join(ROOT, "build/local/cli.js"))}).run();`,
      ROOT,
    );
    assert.ok(loaded.includes("build/local/cli/help.js"));
    assert.deepEqual(
      loaded.filter((file) => file.includes("node_modules/")),
      [],
    );
  });
});

describe("the name of a build", () => {
  after(removeProjects);

  it("changes with every relevant file, and returns when a change is undone", () => {
    const root = makeProject({
      "sdk/a.ts": "1",
      "sdk/deep/b.ts": "2",
      "sdk/node_modules/x": "3",
      "set.json": "4",
      y: "5",
    });
    const made = () => madeOf(root, ["sdk", "set.json", "missing"]);
    const at = (file: string) => join(root, file);
    const first = made();
    for (const [change, undo] of [
      [() => writeFileSync(at("sdk/deep/b.ts"), "9"), () => writeFileSync(at("sdk/deep/b.ts"), "2")],
      [() => renameSync(at("sdk/a.ts"), at("sdk/c.ts")), () => renameSync(at("sdk/c.ts"), at("sdk/a.ts"))],
      [() => rmSync(at("set.json")), () => writeFileSync(at("set.json"), "4")],
      [() => writeFileSync(at("missing"), ""), () => rmSync(at("missing"))],
    ] as const) {
      change();
      assert.notEqual(made(), first);
      undo();
      assert.equal(made(), first);
    }
    writeFileSync(at("sdk/node_modules/x"), "9");
    writeFileSync(at("y"), "9");
    assert.equal(made(), first);
  });
});
