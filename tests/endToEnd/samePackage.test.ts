import assert from "node:assert/strict";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../../local/index";
import { MANIFEST, makeProject, removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const PROGRAM = `
const edge = new ComputeService("edge", { directory: "./app", existingService: "ignore" });
module.exports = { hash: edge.packageHash, domains: edge.domains };
`;

describe("one project in two directories", function () {
  this.timeout(120_000);
  const stacks: TestStack[] = [];
  const runs: RunResult[] = [];

  before(async () => {
    for (const manifest of [MANIFEST, `service_id = "SU1Z0isxPaozGVKXdv0eY"\n${MANIFEST}`]) {
      const test = await testStack({
        files: { "app/fastly.toml": manifest, "app/bin/main.wasm": TINY_WASM },
        program: PROGRAM,
      });
      stacks.push(test);
      const run = await test.show("up");
      assert.ok(run.ok, run.text);
      runs.push(run);
    }
  });
  after(async () => {
    await Promise.all(stacks.map((test) => test.stop()));
    removeProjects();
  });

  it("has the same hash and generated domain, whatever service_id the manifest has", () => {
    assert.notEqual(stacks[0]?.directory, stacks[1]?.directory);
    assert.deepEqual(runs[0]?.outputs, runs[1]?.outputs);
  });

  it("uploads the same archive, byte for byte", () => {
    const [first, second] = stacks.map((test) => test.fastly.packageBytes("shop", 1));
    assert.ok(first && second);
    assert.ok(first.equals(second));
  });

  it("has the same inputs in both states, without paths of a machine", async () => {
    const [first, second] = await Promise.all(
      stacks.map(async (test) => {
        const { resources } = await test.exportState();
        return resources
          .filter(({ type }) => type.startsWith("fastly-compute:") || type.startsWith("fastly:"))
          .map(({ urn, inputs }) => ({ urn, inputs }))
          .sort((a, b) => a.urn.localeCompare(b.urn));
      }),
    );
    assert.equal(first?.length, 3);
    assert.deepEqual(first, second);
  });
});

describe("one project by its directory and by a link to it", function () {
  this.timeout(120_000);
  after(removeProjects);

  for (const way of ["./link", "./links/above/app", "ABSOLUTE/link"]) {
    it(`stays at the same version, and is built once: ${way}`, async () => {
      const builds = join(makeProject({}), "builds");
      const build = `echo built >> ${builds}; mkdir -p bin && cp src/main.wasm bin/main.wasm`;
      const test = await testStack({
        files: {
          "app/fastly.toml": `${MANIFEST}[scripts]\nbuild = "${build}"\n`,
          "app/src/main.wasm": TINY_WASM,
          "links/readme.txt": "",
          ".gitignore": "/.state\n/way\n",
          way: "./app",
        },
        program: PROGRAM.replace('"./app"', 'require("node:fs").readFileSync("way", "utf8")'),
      });
      symlinkSync("app", join(test.directory, "link"));
      symlinkSync("..", join(test.directory, "links/above"));
      try {
        const first = await test.show("up");
        assert.ok(first.ok, first.text);
        test.write("way", way.replace("ABSOLUTE", test.directory));
        const second = await test.show("up");
        assert.ok(second.ok, second.text);
        assert.deepEqual(Object.keys(second.changes), ["same"], second.text);
        assert.deepEqual(second.outputs, first.outputs);
        assert.equal(test.fastly.services()[0]?.versions.length, 1);
        assert.equal(readFileSync(builds, "utf8"), "built\n");
      } finally {
        await test.stop();
      }
    });
  }
});
