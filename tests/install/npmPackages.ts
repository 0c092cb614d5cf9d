import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { documents } from "../docs/blocks";
import { MANIFEST, makeProject, TINY_WASM } from "../support/project";
import { typeErrors } from "../support/typecheck";
import { type Packed, pack, run } from "./packed";

const ROOT = resolve(__dirname, "../..");
const COMPONENT = packageIn(".", "sdk");
const LOCAL = packageIn("local", ".");
const manifest = COMPONENT.manifest;
const OLDEST_PULUMI = manifest.peerDependencies["@pulumi/pulumi"].replace("^", "");

/** Uses all entry points. It is compiled and run unchanged in both module systems. */
const PROGRAM = `import "pulumi-fastly-compute/fast";
import { Backend, ComputeService, type ComputeServiceArgs, ExistingService } from "pulumi-fastly-compute";
import { LocalFastly, localStack, type Stack } from "pulumi-fastly-compute-local";
import { backendTls, computePolicies } from "pulumi-fastly-compute/policy";

const args: ComputeServiceArgs = { directory: "./app", existingService: ExistingService.Refuse };
// @ts-expect-error: refused by types that are there, and not by none
export const refused = () => new ComputeService("edge", { directory: 1 });

async function main(): Promise<void> {
  const fastly = await LocalFastly.start({ edge: false });
  const program = () => ({ id: new ComputeService("edge", args).serviceId });
  const stack: Stack = localStack({ program, fastly });
  const { errors, changes } = await stack.up();
  console.log(JSON.stringify({ errors, changes, services: fastly.services().map(({ name }) => name) }));
  console.log(computePolicies.includes(backendTls), Backend.name);
  await fastly.stop();
}

main();
`;

const STACK_PROGRAM = `const { ComputeService } = require("pulumi-fastly-compute");
const edge = new ComputeService("edge", { directory: "./app" });
exports.serviceId = edge.serviceId;
`;

const PACK = `const { PolicyPack } = require("@pulumi/policy");
const { computePolicies } = require("pulumi-fastly-compute/policy");
new PolicyPack("rules", { enforcementLevel: "advisory", policies: computePolicies });
`;

interface Package extends Packed {
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a package.json, as it is
  manifest: any;
  folder: string;
  directory: string;
  /** The path of its sources from there. */
  sources: string;
}

function packageIn(folder: string, sources: string): Package {
  const directory = join(ROOT, folder);
  const manifest = require(join(directory, "package.json"));
  return { name: manifest.name, manifest, folder, directory, sources, tarball: "", files: [] };
}

describe("the npm packages", function () {
  this.timeout(300_000);

  before(async () => {
    await Promise.all([COMPONENT, LOCAL].map(async (made) => Object.assign(made, await pack(made.folder))));
  });

  for (const made of [COMPONENT, LOCAL]) {
    const { name, manifest, directory, sources } = made;

    it(`${name} contains its bundle, its loaders and types, and nothing else`, () => {
      const compiled = made.files.filter((file) => file.startsWith("dist/"));
      const others = made.files.filter((file) => !file.startsWith("dist/"));
      const named = (manifest.files as string[]).filter((file) => !/^!|^dist$/.test(file));
      assert.deepEqual(others.sort(), [...named, "LICENSE", "README.md", "package.json"].sort());
      const types = compiled.filter((file) => file.endsWith(".d.ts"));
      const modules = compiled.filter((file) => !file.endsWith(".d.ts"));
      for (const file of types) {
        const source = join(directory, sources, file.replace("dist/", "").replace(/d\.ts$/, "ts"));
        assert.ok(existsSync(source), `${file} comes from no source: remove dist, and build again`);
      }
      for (const file of modules.filter((each) => !/^dist\/(modules|later|ahead)\.js$/.test(each))) {
        assert.ok(types.includes(file.replace(/js$/, "d.ts")), `${file} is no entry: remove dist, and build again`);
      }
    });

    it(`${name} has all entry points in its package.json`, () => {
      const named = JSON.stringify([
        manifest.main,
        manifest.types,
        manifest.exports,
        manifest.typesVersions,
        manifest.bin,
      ]);
      for (const [path] of named.matchAll(/(?<="\.\/)[^"]+\.\w+(?=")/g)) {
        assert.ok(made.files.includes(path), `${path} is not in the package`);
      }
    });

    it(`${name} passes publint`, async () => {
      const { publint } = await import("publint");
      const { messages } = await publint({
        strict: true,
        pack: { tarball: new Uint8Array(readFileSync(made.tarball)).buffer },
      });
      assert.deepEqual(messages, []);
    });

    it(`${name} passes attw: its types are right for every kind of resolution`, async function () {
      if (!process.env.TEST_LONG) {
        console.log("      skipped: only with TEST_LONG");
        this.skip();
      }
      const attw = ["--yes", "--package=@arethetypeswrong/cli@0.18.5", "--", "attw", made.tarball];
      assert.match((await npm(ROOT, "exec", ...attw)).stdout, /No problems found/);
    });
  }

  it("can be imported at their documented entry points, and at the seam for the other package", () => {
    const entries = [".", "./policy", "./fast", "./internal", "./package.json"];
    assert.deepEqual(Object.keys(COMPONENT.manifest.exports), entries);
    assert.deepEqual(Object.keys(LOCAL.manifest.exports), [".", "./package.json"]);
  });

  it("require @pulumi/fastly 11.1 or any 12", () => {
    const { satisfies } = require("semver") as { satisfies(version: string, range: string): boolean };
    const range = COMPONENT.manifest.peerDependencies["@pulumi/fastly"];
    const versions = ["10.3.0", "11.0.0", "11.1.0", "11.9.9", "12.0.0", "12.8.1", "13.0.0"];
    assert.deepEqual(
      versions.filter((version) => satisfies(version, range)),
      ["11.1.0", "11.9.9", "12.0.0", "12.8.1"],
    );
  });

  it("have the same version, and require it of each other", () => {
    assert.equal(LOCAL.manifest.version, COMPONENT.manifest.version);
    assert.equal(LOCAL.manifest.peerDependencies[COMPONENT.name], COMPONENT.manifest.version);
    const pulumi = "@pulumi/pulumi";
    assert.equal(LOCAL.manifest.peerDependencies[pulumi], COMPONENT.manifest.peerDependencies[pulumi]);
    assert.deepEqual(LOCAL.manifest.engines, COMPONENT.manifest.engines);
  });

  describe("installed in an empty project", () => {
    let directory = "";

    before(async function () {
      const reachable = await npm(ROOT, "ping", "--fetch-retries=0").catch(() => undefined);
      if (reachable === undefined) {
        console.log("      skipped: the npm registry is not reachable");
        this.skip();
      }
      directory = makeProject({
        "package.json": '{ "name": "program", "private": true }',
        "Pulumi.yaml": "name: program\nruntime: nodejs\n",
        "index.js": STACK_PROGRAM,
        "rules/PulumiPolicy.yaml": "runtime: nodejs\n",
        "rules/package.json": '{ "name": "rules", "version": "1.0.0", "main": "index.js" }',
        "rules/index.js": PACK,
        "app/fastly.toml": MANIFEST,
        "app/bin/main.wasm": TINY_WASM,
      });
    });

    it("are installed by the documents' commands, without warnings about engines or peers", async () => {
      const text = documents()
        .map((document) => readFileSync(join(ROOT, document), "utf8"))
        .join("\n");
      const told = [...text.matchAll(/^npm install (?:--save-dev )?(pulumi-fastly-compute.*)$/gm)];
      const packages = told.flatMap(([, names = ""]) => names.split(" "));
      assert.ok(packages.includes(COMPONENT.name) && packages.includes(LOCAL.name));
      const { stderr } = await install(...new Set([...packages, "@pulumi/policy"]));
      assert.doesNotMatch(stderr, /EBADENGINE|ERESOLVE|peer|deprecated/);
      if (process.version.startsWith("v20.")) {
        assert.equal(installedPulumi(), /On Node 20, npm chooses ([\d.]+):/.exec(text)?.[1]);
      }
    });

    for (const [how, compilerOptions] of Object.entries({
      "node16 modules": { module: "node16", moduleResolution: "node16" },
      "the resolution of Node 10": { module: "commonjs", moduleResolution: "node10" },
      "the resolution of bundlers": { module: "es2022", moduleResolution: "bundler" },
    })) {
      it(`give types to programs with ${how}`, () => {
        const strict = { target: "es2022", strict: true, noEmit: true, types: ["node"], ...compilerOptions };
        const extensions = compilerOptions.module === "node16" ? ["cts", "mts"] : ["ts"];
        const files = Object.fromEntries(extensions.map((extension) => [`program.${extension}`, PROGRAM]));
        assert.deepEqual(typeErrors(directory, strict, files), []);
      });
    }

    for (const extension of ["mts", "cts"] as const) {
      it(`can be ${extension === "mts" ? "imported" : "required"}, with all of their entry points`, async () => {
        const file = `program.${extension.replace("t", "j")}`;
        writeFileSync(join(directory, file), compiled(PROGRAM, extension));
        forgetService();
        const { stdout } = await run(process.execPath, [file], directory);
        assert.equal(stdout, '{"errors":[],"changes":{"create":4},"services":["shop"]}\ntrue Backend\n');
      });
    }

    it("deploy and check policies with the Pulumi SDK that npm chooses", () => deploysByCommand(process.execPath));

    it(`deploy and check policies with the oldest supported Pulumi SDK: ${OLDEST_PULUMI}`, async () => {
      await install(`@pulumi/pulumi@${OLDEST_PULUMI}`);
      assert.equal(installedPulumi(), OLDEST_PULUMI);
      await deploys(process.execPath);
    });

    it("deploy and check policies with the newest Pulumi SDK and the newest Node", async function () {
      if (!process.env.TEST_LONG) {
        console.log("      skipped: only with TEST_LONG");
        this.skip();
      }
      await install("@pulumi/pulumi@latest", "node@latest");
      await deploys(join(directory, "node_modules/node/bin/node"));
    });

    it("can be installed with @pulumi/fastly 11.1 and any 12, and with no other", async function () {
      if (!process.env.TEST_LONG) {
        console.log("      skipped: only with TEST_LONG");
        this.skip();
      }
      const program = makeProject({ "package.json": '{ "name": "program", "private": true }' });
      const beside = async (version: string) => {
        const sources = [COMPONENT.tarball, await fastlyTarball(version)];
        return npm(program, "install", "--dry-run", "--prefer-offline", "--no-audit", ...sources).then(
          () => "",
          ({ stderr }) => /ERESOLVE/.exec(stderr)?.[0],
        );
      };
      const said = await Promise.all(["11.1.0", "12.8.1", "13.0.0"].map(beside));
      assert.deepEqual(said, ["", "", "ERESOLVE"]);
    });

    /** Each run has a separate Fastly, which knows no service of an earlier one. */
    function forgetService(): void {
      writeFileSync(join(directory, "app/fastly.toml"), MANIFEST);
    }

    async function deploys(node: string): Promise<void> {
      forgetService();
      const inOneProcess = await run(node, ["program.cjs"], directory);
      assert.match(inOneProcess.stdout, /^{"errors":\[\],"changes":{"create":4}/);
      await deploysByCommand(node);
    }

    async function deploysByCommand(node: string): Promise<void> {
      forgetService();
      const bin = join(directory, "node_modules/.bin/fastly-compute-local");
      const args = ["up", "--yes", "--skip-preview", "--policy-pack", "rules", "--state", `state-${installedPulumi()}`];
      const { stdout } = await run(node, [bin, ...args], directory);
      assert.match(stdout, /- \[advisory\] {2}required-log-endpoints {2}/);
      assert.match(stdout, /Outputs:\n {4}serviceId: "\w{22}"\n\nResources:\n {4}\+ 4 created\n/);
    }

    function install(...packages: string[]) {
      const tarballs = new Map([COMPONENT, LOCAL].map(({ name, tarball }) => [name, tarball]));
      const sources = packages.map((name) => tarballs.get(name) ?? name);
      return npm(directory, "install", "--prefer-offline", "--no-audit", "--no-fund", ...sources);
    }

    function installedPulumi(): string {
      return JSON.parse(readFileSync(join(directory, "node_modules/@pulumi/pulumi/package.json"), "utf8")).version;
    }
  });
});

/** An archive of `@pulumi/fastly` with only its version, as the registry may lack that version. */
async function fastlyTarball(version: string): Promise<string> {
  const manifest = { name: "@pulumi/fastly", version, dependencies: { "@pulumi/pulumi": "^3.142.0" } };
  const directory = makeProject({ "package.json": JSON.stringify(manifest) });
  const { stdout } = await npm(directory, "pack", "--json");
  const [packed] = Object.values(JSON.parse(stdout)) as { filename: string }[];
  return join(directory, packed?.filename.replace(/^@/, "").replace("/", "-") ?? "");
}

function npm(directory: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run("npm", args, directory);
}

function compiled(text: string, extension: "mts" | "cts"): string {
  const module = extension === "mts" ? ts.ModuleKind.ES2022 : ts.ModuleKind.CommonJS;
  return ts.transpileModule(text, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText;
}
