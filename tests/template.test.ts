import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { dump, load } from "js-yaml";
import { runCli } from "./support/localCli";
import { linkPackages } from "./support/packages";
import { makeProject, removeProjects, TINY_WASM } from "./support/project";

const ROOT = resolve(__dirname, "..");
const TEMPLATES = join(ROOT, "template");
const NAMES = readdirSync(TEMPLATES);
const REAL_TOOLCHAIN = join(ROOT, "examples/hello/app/node_modules");

interface ProjectFile {
  name: string;
  description: string;
  template?: { config: Record<string, { default?: string; secret?: boolean }> };
}

/**
 * Does the same as `pulumi new <template> --name NAME --description DESCRIPTION --yes`, in the directory of that name.
 */
function pulumiNew(template: string, name: string, description: string): string {
  const from = join(TEMPLATES, template);
  const directory = join(makeProject({}), name);
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name).slice(from.length);
    if (entry.isFile() && !file.includes("node_modules")) {
      const text = readFileSync(join(from, file), "utf8");
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(
        join(directory, file),
        text.replaceAll(`\${${"PROJECT"}}`, name).replaceAll(`\${${"DESCRIPTION"}}`, description),
      );
    }
  }
  const { template: asks, ...project } = load(readFileSync(join(directory, "Pulumi.yaml"), "utf8")) as ProjectFile;
  writeFileSync(join(directory, "Pulumi.yaml"), dump({ ...project, name, description }));
  const config = Object.entries(asks?.config ?? {}).flatMap(([key, value]) =>
    value.default === undefined ? [] : [[key.includes(":") ? key : `${name}:${key}`, value.default]],
  );
  writeFileSync(join(directory, "Pulumi.dev.yaml"), dump({ config: Object.fromEntries(config) }));
  return directory;
}

const hasApp = (template: string) => existsSync(join(TEMPLATES, template, "app/package.json"));

/** Does the same as `npm install`, whose `postinstall` gives the app its toolchain. */
function install(directory: string, toolchain: (modules: string) => void): void {
  linkPackages(directory, ["@types", "ts-node", "typescript"]);
  if (existsSync(join(directory, "app/package.json"))) {
    toolchain(join(directory, "app/node_modules"));
  }
}

/** A stand-in for Fastly's compiler, which takes ten seconds, and for TypeScript's. */
function standInToolchain(modules: string): void {
  const script = `require("node:fs").mkdirSync("bin", { recursive: true });
require("node:fs").accessSync(process.argv[2]);
require("node:fs").writeFileSync(process.argv[3], Buffer.from("${TINY_WASM.toString("hex")}", "hex"));`;
  mkdirSync(join(modules, "@fastly/js-compute"), { recursive: true });
  mkdirSync(join(modules, ".bin"));
  writeFileSync(
    join(modules, "@fastly/js-compute/package.json"),
    '{ "name": "@fastly/js-compute", "version": "3.46.0" }',
  );
  writeFileSync(join(modules, ".bin/js-compute-runtime"), `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  // Fastly's types are not here: only the text is compiled.
  const compile = `const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const ts = require(${JSON.stringify(require.resolve("typescript"))});
mkdirSync("build", { recursive: true });
const target = { target: "es2022", module: "es2022" };
writeFileSync("build/index.js", ts.transpile(readFileSync("src/index.ts", "utf8"), target));`;
  writeFileSync(join(modules, ".bin/tsc"), `#!${process.execPath}\n${compile}\n`, { mode: 0o755 });
}

/** Runs the steps of a person who has made a project. */
async function upAsUser(directory: string): Promise<string> {
  const { NODE_OPTIONS: _, CI: __, ...env } = process.env;
  const args = [join(ROOT, "local/bin.js"), "up", "--yes", "--skip-preview", "--stack", "dev"];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: directory,
    env: { ...env, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });
  return stdout;
}

/** The same in this process, which knows TypeScript too. */
async function up(directory: string, stack = "dev"): Promise<string> {
  const { code, text } = await runCli(directory, ["up", "--yes", "--skip-preview", "--stack", stack]);
  assert.equal(code, 0, text);
  return text;
}

/** Programs besides Node that a machine needs to build the app, with the command that reveals them. */
const TOOLCHAINS: Record<string, string> = {
  rust: "ls $(rustc --print sysroot)/lib/rustlib/wasm32-wasip1",
  go: "go version | grep -E 'go1\\.(2[4-9]|[3-9][0-9])' && cd template/go/app && go mod download",
};

describe("the templates for `pulumi new`", function () {
  this.timeout(180_000);
  // As on a person's machine: in CI the program for staging and prod writes nothing.
  const { CI: ci } = process.env;
  before(() => {
    delete process.env.CI;
  });
  after(() => {
    removeProjects();
    if (ci !== undefined) {
      process.env.CI = ci;
    }
  });

  it("have these names", () => {
    assert.deepEqual(NAMES, ["environments", "go", "javascript", "rust", "static", "typescript"]);
  });

  for (const template of NAMES) {
    const read = (file: string) => readFileSync(join(TEMPLATES, template, file), "utf8");

    it(`ask for the values that the program needs, with defaults for all but the token: ${template}`, () => {
      const { template: asks } = load(read("Pulumi.yaml")) as ProjectFile;
      const asked = Object.entries(asks?.config ?? {}).map(([key, { default: value, secret }]) => [
        key,
        value ?? secret,
      ]);
      const origin = template === "static" ? [] : [["origin", "http-me.fastly.dev"]];
      assert.deepEqual(asked, [["fastly:apiKey", true], ...origin]);
    });

    it(`use this version of the package and its toolchain: ${template}`, () => {
      const { dependencies, devDependencies, scripts } = JSON.parse(read("package.json"));
      const { version, peerDependencies } = require(join(ROOT, "package.json"));
      assert.deepEqual(dependencies, {
        "@pulumi/fastly": peerDependencies["@pulumi/fastly"],
        "@pulumi/pulumi": peerDependencies["@pulumi/pulumi"],
        "pulumi-fastly-compute": `^${version}`,
      });
      assert.equal(devDependencies["pulumi-fastly-compute-local"], `^${version}`);
      assert.deepEqual(scripts, hasApp(template) ? { postinstall: "cd app && npm install" } : undefined);
      assert.equal(read("tsconfig.json"), readFileSync(join(TEMPLATES, "javascript/tsconfig.json"), "utf8"));
    });

    // Tests below deploy these two.
    if (["environments", "static"].includes(template)) {
      continue;
    }

    it(`can be deployed: ${template}`, async function () {
      const needs = TOOLCHAINS[template];
      if (needs !== undefined && spawnSync("sh", ["-c", needs], { cwd: ROOT }).status !== 0) {
        console.log(`      skipped: "${needs}" fails, so the toolchain is not there`);
        this.skip();
      }
      const directory = pulumiNew(template, "greeter", 'Greets: "everybody"');
      install(directory, standInToolchain);
      // One template runs as users run it. A test above covers what all of them share.
      const shown = template === "typescript" ? await upAsUser(directory) : await up(directory);
      assert.match(shown, /^ \+ {2}fastly:index:ServiceCompute edge created/m);
      assert.match(shown, /^ {4}url {0,12}: "http:\/\/greeter-\w+\.edgecompute\.app\.localhost:\d+"$/m);
      const [, id = ""] = /^ {4}serviceId *: "(\w{22})"$/m.exec(shown) ?? [];
      assert.equal(readFileSync(join(directory, "app/fastly.dev.toml"), "utf8"), `service_id = "${id}"\n`);
    });
  }

  it("include a static site whose files change without a new version", async () => {
    const directory = pulumiNew("static", "site", "A site");
    install(directory, standInToolchain);
    assert.match(await up(directory), /ServiceCompute edge created/);
    writeFileSync(join(directory, "public/index.html"), "<p>Other\n");
    const shown = await up(directory);
    assert.match(shown, /^ ~ {2}fastly-compute:index:KvStoreItems edge-site updat/m);
    assert.doesNotMatch(shown, /ServiceCompute edge updat| is built again: /);
  });

  it("include a service for each of the stacks staging and prod", async () => {
    const directory = pulumiNew("environments", "shop", "A shop");
    install(directory, standInToolchain);
    assert.match(await up(directory, "staging"), /ServiceCompute edge created/);
    assert.match(await up(directory, "prod"), /ServiceCompute edge created/);
    assert.match(readFileSync(join(directory, "app/fastly.prod.toml"), "utf8"), /^service_id = /);
  });

  it("include an app that Fastly's compiler accepts", async function () {
    if (!process.env.TEST_LONG || !existsSync(REAL_TOOLCHAIN)) {
      console.log("      skipped: only with TEST_LONG, after npm ci in examples/hello/app");
      this.skip();
    }
    for (const template of ["javascript", "static"]) {
      const directory = pulumiNew(template, "greeter", "Greets");
      install(directory, (modules) => cpSync(REAL_TOOLCHAIN, modules, { recursive: true, verbatimSymlinks: true }));
      assert.match(await up(directory), /serviceId *: "\w{22}"/);
    }
  });
});
