import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { deployVersion } from "../support/edge";
import { describeOnEachEngine } from "../support/engines";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[scripts]
build = "mkdir -p bin && node -e 'process.stdout.write(Buffer.from([0,97,115,109,1,0,0,0]))' > bin/main.wasm && cat src.txt >> bin/main.wasm && date +%s%N >> bin/main.wasm && echo built >> builds.log"

[setup.backends.api]
address = "api.example.com"
`;

const program = (args = "") => `
const edge = new ComputeService("edge", { directory: "./app", ${args} });
module.exports = { id: edge.serviceId, version: edge.activeVersion, hash: edge.packageHash, size: edge.packageSize };
`;

describeOnEachEngine("a machine without results of earlier builds", function (engine) {
  this.timeout(240_000);
  let test: TestStack;
  afterEach(async () => {
    await test.stop();
    removeProjects();
  });

  async function open(args?: string): Promise<void> {
    before = 0;
    const files = {
      "app/fastly.toml": MANIFEST,
      "app/src.txt": "one",
      ".gitignore": ".state/\nbuilds.log\nnode_modules\n",
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
    };
    test = await testStack({ files, program: program(args), engine });
  }
  async function run(operation: "preview" | "up" = "up") {
    const result = await test.show(operation);
    assert.ok(result.ok, result.text);
    return { ...result, unchanged: Object.keys(result.changes).every((kind) => kind === "same") };
  }
  let before = 0;
  const builds = () =>
    before +
    (existsSync(join(test.directory, "app/builds.log")) ? test.read("app/builds.log").trim().split("\n").length : 0);
  /** The files after `git clone`. */
  function clone(): void {
    before = builds();
    for (const name of [".fastly-compute", "bin", "pkg", "builds.log"]) {
      rmSync(join(test.directory, "app", name), { recursive: true, force: true });
    }
  }

  it("builds nothing when the live package has the same sources", async () => {
    await open();
    const { outputs } = await run();
    clone();
    const preview = await run("preview");
    assert.ok(preview.unchanged, preview.text);
    assert.match(preview.text, /was not built: the live package was made from the same sources/);
    const up = await run();
    assert.ok(up.unchanged, up.text);
    assert.deepEqual(up.outputs, outputs);
    assert.equal(builds(), 1);
    assert.equal(existsSync(join(test.directory, "app/pkg")), false);
  });

  it("finds the live package by the service's name, and compares only build.inputs", async () => {
    await open('writeServiceId: false, build: { inputs: ["src.txt"] }');
    const { outputs } = await run();
    clone();
    test.edit("index.js", "writeServiceId: false", 'writeServiceId: false, domains: ["www.example.com"]');
    const up = await run();
    assert.equal(up.outputs.version, 2, up.text);
    assert.equal(up.outputs.hash, outputs.hash);
    assert.equal(builds(), 1);
    test.write("app/src.txt", "two");
    assert.notEqual((await run()).outputs.hash, outputs.hash);
    assert.equal(builds(), 2);
  });

  it("builds when the sources differ or the live package has no digest, and reports the upload", async () => {
    await open();
    await run();
    clone();
    test.write("app/src.txt", "two");
    await run();
    assert.equal(builds(), 2);
    clone();
    const [service] = test.fastly.services();
    assert.ok(service);
    test.edit("index.js", 'directory: "./app",', 'directory: "./app", build: { cache: false },');
    await run();
    assert.equal(builds(), 3);
  });

  it("builds when somebody uploaded another package to a copy of its version", async () => {
    await open();
    await run();
    const { id } = test.fastly.service("shop");
    await deployVersion(test.fastly, id, Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]), MANIFEST);
    const [first, second] = test.fastly.service("shop").versions;
    assert.equal(second?.comment, first?.comment);
    clone();
    const refused = await test.show("up");
    assert.ok(!refused.ok && refused.text.includes("[other-version-active]"), refused.text);
    const { text, outputs: ours } = await test.show("up", { refresh: true });
    assert.equal(builds(), 2, text);
    const active = test.fastly.service("shop").versions.find(({ active }) => active);
    assert.equal(active?.number, ours.version);
    assert.equal(active?.package?.metadata.files_hash, ours.hash);
    assert.equal(ours.version, 3);
  });

  it("keeps the version's comment when other sources give the same package", async () => {
    await open();
    test.edit("app/fastly.toml", " && date +%s%N >> bin/main.wasm", "");
    await run();
    test.write("README.md", "words");
    const { unchanged, text } = await run();
    assert.ok(unchanged, text);
    clone();
    const again = await run();
    assert.ok(again.unchanged, again.text);
    assert.equal(builds(), 3);
  });
});
