import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type InlineStack, inlineStack } from "../support/inlineStack";
import { MANIFEST, removeProjects } from "../support/project";

const REAL = 'service_id = "AAAAAAAAAAAAAAAAAAAAAA"\n';

/** A deployment to a local API, as with `fastly-compute-local`, in a project that is at Fastly. */
describe("a deployment to a stand-in for Fastly", function () {
  this.timeout(60_000);
  const before = process.env.FASTLY_COMPUTE_LOCAL_API;
  let test: InlineStack;
  beforeEach(async () => {
    delete process.env.FASTLY_COMPUTE_LOCAL_API;
    test = await inlineStack();
  });
  afterEach(async () => {
    process.env.FASTLY_COMPUTE_LOCAL_API = before;
    await test.fastly.stop();
  });
  after(removeProjects);

  const file = (name: string) => join(test.directory, name);
  const read = (name: string) => readFileSync(file(name), "utf8");

  for (const [title, base, environment, args] of [
    ["names no service", MANIFEST, undefined, {}],
    ["names a service of elsewhere", REAL + MANIFEST, undefined, {}],
    ["names one in its environment", MANIFEST, REAL, { environment: "prod" }],
    ["names one, and an environment is begun", REAL + MANIFEST, undefined, { environment: "prod" }],
    ["names one to adopt", REAL + MANIFEST, undefined, { existingService: "adopt" }],
    ["names one to adopt in its environment", MANIFEST, REAL, { environment: "prod", existingService: "adopt" }],
    ["names one that is to be taken out on destroy", REAL + MANIFEST, undefined, { removeServiceId: true }],
  ] as const) {
    it(`has a service of its own and changes no manifest, when fastly.toml ${title}`, async () => {
      writeFileSync(file("fastly.toml"), base);
      if (environment !== undefined) {
        writeFileSync(file("fastly.prod.toml"), environment);
      }
      test.declare(args);
      await test.succeed("preview");
      const { events } = await test.succeed();
      assert.deepEqual(
        events.flatMap((event) => (event.kind === "diagnostic" ? [event.message] : [])),
        [],
      );
      assert.equal(test.fastly.services().length, 1);
      await test.assertUnchanged();
      await test.succeed("destroy", { runProgram: true });
      assert.equal(read("fastly.toml"), base);
      assert.equal(environment ?? "none", environment === undefined ? "none" : read("fastly.prod.toml"));
      assert.deepEqual(test.fastly.services(), []);
    });
  }
});
