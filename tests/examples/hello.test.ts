import assert from "node:assert/strict";
import { existsSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { LocalFastly } from "../../local/index";
import { localStack } from "../support/engines";
import { copyExample, EXAMPLE_ENV } from "../support/example";
import { removeProjects } from "../support/project";

const MODULES = resolve(__dirname, "../../examples/hello/app/node_modules");

describe("examples/hello", () => {
  after(removeProjects);

  it("builds and deploys a JavaScript app with everything in its manifest and program", async function () {
    if (!existsSync(MODULES)) {
      console.log("      skipped: npm ci in examples/hello/app, or npm run demo, installs the JavaScript toolchain");
      this.skip();
    }
    const directory = copyExample("hello");
    symlinkSync(MODULES, join(directory, "app/node_modules"));
    const fastly = await LocalFastly.start({ edge: false });
    try {
      const { errors, outputs } = await localStack({ program: directory, fastly, env: EXAMPLE_ENV }).up();
      assert.deepEqual(errors, []);
      const { id, activeVersion, backends, dictionaries, logEndpoints } = fastly.deployed("hello");
      assert.deepEqual([outputs.serviceId, outputs.version], [id, activeVersion]);
      assert.equal(backends.origin?.address, "http-me.fastly.dev");
      assert.deepEqual(dictionaries, { words: { greeting: "Hello from the edge", colour: "orange" } });
      assert.equal(logEndpoints.access?.settings.url, "https://logs.example.com/hello");
    } finally {
      await fastly.stop();
    }
  });
});
