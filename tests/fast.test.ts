import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { TINY_WASM } from "./support/project";
import { testStack } from "./support/stack";

const ROOT = resolve(__dirname, "..");

/** The result of this script in a fresh process: its last expression, awaited. */
function evaluated(script: string, env: NodeJS.ProcessEnv = {}, ...args: string[]): unknown {
  const code = `(async () => { ${script} })().then((value) => console.log(JSON.stringify(value)))`;
  const output = execFileSync(process.execPath, ["-e", code, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return JSON.parse(output.toString());
}

const FAST = 'require("pulumi-fastly-compute/fast");';
const LOADED = `const loaded = () => ["typescript/lib/typescript.js", "arborist/lib/arborist/index.js", "execa/index.js"].filter((name) =>
  Object.entries(require.cache).some(([path, { children }]) => path.replaceAll("\\\\\\\\", "/").endsWith(name)));`;

describe("the import of pulumi-fastly-compute/fast", function () {
  this.timeout(120_000);

  it("loads only what an ordinary program needs", () => {
    const program = 'require("pulumi-fastly-compute").ComputeService; return loaded();';
    assert.deepEqual(evaluated(LOADED + program), [
      "typescript/lib/typescript.js",
      "arborist/lib/arborist/index.js",
      "execa/index.js",
    ]);
    assert.deepEqual(evaluated(FAST + LOADED + program), []);
  });

  it("keeps everything in the SDK usable", () => {
    const program = `const pulumi = require("@pulumi/pulumi");
      const before = loaded();
      const { text } = await pulumi.runtime.serializeFunction(() => "from a function");
      return { before, text: text.includes("from a function"), packages: typeof await pulumi.runtime.computeCodePaths(),
        workspace: typeof pulumi.automation.LocalWorkspace, names: "LocalWorkspace" in pulumi.automation,
        keys: Object.keys(pulumi.automation).includes("Stack"), after: loaded() };`;
    assert.deepEqual(evaluated(FAST + LOADED + program), {
      before: [],
      text: true,
      packages: "object",
      workspace: "function",
      names: true,
      keys: true,
      after: ["typescript/lib/typescript.js", "arborist/lib/arborist/index.js", "execa/index.js"],
    });
  });

  it("asks V8 for function locations when the first function is serialized, also for earlier functions", () => {
    const program = `const { Session } = require("node:inspector");
      let asked = 0;
      const { connect } = Session.prototype;
      Session.prototype.connect = function () { asked += 1; return connect.call(this); };
      const { lazily } = require("./scripts/lazily.js");
      ${FAST}
      const closure = "@pulumi/pulumi/runtime/closure/";
      await require(closure + "v8Hooks").isInitializedAsync();
      const before = asked;
      const { file, line } = await require(closure + "v8").getFunctionLocationAsync(lazily);
      return [before, file.split("/").at(-1), line > 0, asked];`;
    assert.deepEqual(evaluated(program), [0, "lazily.js", true, 1]);
    // Like Pulumi's own runner, which enables the debugger before the program's first line.
    const started = 'await require("@pulumi/pulumi/runtime/closure/v8Hooks").isInitializedAsync();';
    assert.deepEqual(evaluated(program.replace(FAST, `${started}${FAST}`)), [1, "", true, 1]);
  });

  it("reads no source maps of packages under Pulumi's runner, but those of the program", () => {
    const program = `require("source-map-support/register");
      const pulumi = require("@pulumi/pulumi");
      const stackOf = (work) => { try { work(); } catch (error) { return error.stack; } };
      const { code } = require("esbuild").transformSync("export const fail = () => {\\n\\n\\n throw new Error() }",
        { sourcemap: "inline", sourcefile: "own.ts", format: "cjs" });
      const file = require("node:path").join(require("node:fs").mkdtempSync(require("node:os").tmpdir() + "/fast-"), "own.js");
      require("node:fs").writeFileSync(file, code);
      const own = stackOf(require(file).fail);
      return [/\\bresource\\.(js|ts)/.exec(stackOf(() => new pulumi.CustomResource("", "x")))?.[1], /own\\.ts:4/.test(own)];`;
    const runner = require.resolve("@pulumi/pulumi/cmd/run");
    assert.deepEqual(evaluated(program, {}, runner), ["ts", true]);
    assert.deepEqual(evaluated(FAST + program, {}, runner), ["js", true]);
    assert.deepEqual(evaluated(FAST + program), ["ts", true], "not under the runner");
  });

  it("records no promise stacks unless leaks are traced, and keeps the stacks of errors", () => {
    const program = `require("@pulumi/pulumi");
      const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
      const lines = (stack) => stack.split("\\n").length > 2;
      const promise = Promise.resolve();
      debuggablePromise(promise);
      return [lines(promise._debugStackTrace), lines(new Error().stack)];`;
    assert.deepEqual(evaluated(program), [true, true]);
    assert.deepEqual(evaluated(FAST + program), [false, true]);
    assert.deepEqual(evaluated(FAST + program, { PULUMI_DEBUG_PROMISE_LEAKS: "1" }), [true, true]);
  });

  it("does nothing when the SDK is already loaded", () => {
    const program = 'require("@pulumi/pulumi"); const before = loaded();';
    assert.deepEqual(
      evaluated(
        `${LOADED}${program}${FAST}return { same: before.length === loaded().length, loaded: loaded().length };`,
      ),
      {
        same: true,
        loaded: 3,
      },
    );
  });

  it("does not change what is deployed", async () => {
    const stack = await testStack({
      files: {
        "app/fastly.toml": 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n',
        "app/bin/main.wasm": TINY_WASM,
      },
      program: 'exports.url = new ComputeService("edge", { directory: "./app" }).url;',
      process: true,
    });
    try {
      const fast = stack.read("index.js");
      stack.edit("index.js", FAST, "");
      const first = await stack.up();
      assert.deepEqual(first.errors, []);
      stack.write("index.js", fast);
      const second = await stack.up();
      assert.deepEqual(Object.keys(second.changes), ["same"]);
      assert.deepEqual(second.outputs, first.outputs);
    } finally {
      await stack.stop();
    }
  });
});
