import assert from "node:assert/strict";
import { MANIFEST, removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

// Compiled modules load when they are used. A program can be in another directory by then.
describe("a program that changes its directory before it makes its component", function () {
  this.timeout(60_000);
  let test: TestStack;

  before(async () => {
    test = await testStack({
      process: true,
      files: { "site/app/fastly.toml": MANIFEST, "site/app/bin/main.wasm": TINY_WASM },
      program: `process.chdir("site");
        const edge = new ComputeService("edge", { directory: "./app" });
        module.exports = { hash: edge.packageHash };`,
    });
  });
  after(async () => {
    await test.stop();
    removeProjects();
  });

  it("uploads the package, by the same path on every machine", async () => {
    const first = await test.show("up");
    assert.ok(first.ok, first.text);
    const { resources } = await test.exportState();
    const service = resources.find(({ type }) => type === "fastly:index/serviceCompute:ServiceCompute");
    const { filename, sourceCodeHash } = (service?.inputs.package ?? {}) as Record<string, string>;
    assert.deepEqual([filename, sourceCodeHash], ["site/app/pkg/shop.tar.gz", first.outputs.hash]);
    assert.deepEqual((await test.up()).changes, { same: 4 });
  });
});
