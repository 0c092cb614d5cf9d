import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { dump, load } from "js-yaml";
import { linkPackages } from "./support/packages";
import { makeProject, removeProjects, TINY_WASM } from "./support/project";

const ROOT = resolve(__dirname, "..");
const TEMPLATE = join(ROOT, "template");
const REAL_TOOLCHAIN = join(ROOT, "examples/hello/app/node_modules");

interface ProjectFile {
  name: string;
  description: string;
  template?: { config: Record<string, { default?: string; secret?: boolean }> };
}

/** What `pulumi new <template> --name NAME --description DESCRIPTION --yes` makes, in the directory of that name. */
function pulumiNew(name: string, description: string): string {
  const directory = join(makeProject({}), name);
  for (const entry of readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name).slice(TEMPLATE.length);
    if (entry.isFile() && !file.includes("node_modules")) {
      const text = readFileSync(join(TEMPLATE, file), "utf8");
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(
        join(directory, file),
        text.replaceAll(`\${${"PROJECT"}}`, name).replaceAll(`\${${"DESCRIPTION"}}`, description),
      );
    }
  }
  const { template, ...project } = load(readFileSync(join(directory, "Pulumi.yaml"), "utf8")) as ProjectFile;
  writeFileSync(join(directory, "Pulumi.yaml"), dump({ ...project, name, description }));
  const config = Object.entries(template?.config ?? {}).flatMap(([key, value]) =>
    value.default === undefined ? [] : [[key.includes(":") ? key : `${name}:${key}`, value.default]],
  );
  writeFileSync(join(directory, "Pulumi.dev.yaml"), dump({ config: Object.fromEntries(config) }));
  return directory;
}

/** What `npm install` would put there, whose `postinstall` gives the app its toolchain. */
function install(directory: string, toolchain: (modules: string) => void): void {
  linkPackages(directory, ["@types", "ts-node", "typescript"]);
  toolchain(join(directory, "app/node_modules"));
}

/** In the place of Fastly's compiler, which takes ten seconds. */
function standInToolchain(modules: string): void {
  const script = `require("node:fs").mkdirSync("bin", { recursive: true });
require("node:fs").writeFileSync(process.argv[3], Buffer.from("${TINY_WASM.toString("hex")}", "hex"));`;
  mkdirSync(join(modules, "@fastly/js-compute"), { recursive: true });
  mkdirSync(join(modules, ".bin"));
  writeFileSync(
    join(modules, "@fastly/js-compute/package.json"),
    '{ "name": "@fastly/js-compute", "version": "3.46.0" }',
  );
  writeFileSync(join(modules, ".bin/js-compute-runtime"), `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
}

async function up(directory: string): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = [join(ROOT, "local/bin.js"), "up", "--yes", "--stack", "dev"];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: directory,
    env: { ...env, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });
  return stdout;
}

describe("the template for `pulumi new`", function () {
  this.timeout(120_000);
  after(removeProjects);

  it("asks for what the program needs, and has a default for all but the token", () => {
    const { template } = load(readFileSync(join(TEMPLATE, "Pulumi.yaml"), "utf8")) as ProjectFile;
    const asked = Object.entries(template?.config ?? {}).map(([key, { default: value, secret }]) => [
      key,
      value ?? secret,
    ]);
    assert.deepEqual(asked, [
      ["fastly:apiKey", true],
      ["origin", "http-me.fastly.dev"],
    ]);
  });

  it("takes this version of the package, and the app's toolchain with it", () => {
    const { dependencies, devDependencies, scripts } = JSON.parse(readFileSync(join(TEMPLATE, "package.json"), "utf8"));
    const { version, peerDependencies } = require(join(ROOT, "package.json"));
    assert.deepEqual(dependencies, {
      "@pulumi/fastly": peerDependencies["@pulumi/fastly"],
      "@pulumi/pulumi": peerDependencies["@pulumi/pulumi"],
      "pulumi-fastly-compute": `^${version}`,
    });
    assert.equal(devDependencies["pulumi-fastly-compute-local"], `^${version}`);
    assert.deepEqual(scripts, { postinstall: "cd app && npm install" });
  });

  it("is a project that deploys", async () => {
    const directory = pulumiNew("greeter", 'Greets: "everybody"');
    install(directory, standInToolchain);
    const shown = await up(directory);
    assert.match(shown, /^ \+ {2}fastly:index:ServiceCompute edge created/m);
    assert.match(shown, /^ {4}url {6}: "http:\/\/greeter-\w+\.edgecompute\.app\.localhost:\d+"$/m);
    const [, id = ""] = /^ {4}serviceId: "(\w{22})"$/m.exec(shown) ?? [];
    assert.equal(readFileSync(join(directory, "app/fastly.dev.toml"), "utf8"), `service_id = "${id}"\n`);
  });

  it("has an app that Fastly's compiler takes", async function () {
    if (!process.env.TEST_LONG || !existsSync(REAL_TOOLCHAIN)) {
      console.log("      skipped: only with TEST_LONG, after npm ci in examples/hello/app");
      this.skip();
    }
    const directory = pulumiNew("greeter", "Greets");
    install(directory, (modules) => cpSync(REAL_TOOLCHAIN, modules, { recursive: true, verbatimSymlinks: true }));
    assert.match(await up(directory), /serviceId: "\w{22}"/);
  });
});
