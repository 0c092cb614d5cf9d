import assert from "node:assert/strict";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.backends.api]
address = "api.example.com"

[setup.dictionaries.settings.items.region]
value = "eu"

[setup.log_endpoints.access]
provider = "HTTPS"

[setup.config_stores.options.items.region]
value = "eu"
`;

/** The children for reviewers. None of them makes anything at Fastly. */
const REVIEWED = ["Backend", "ConfigStore", "Dictionary", "Domain", "LogEndpoint"];

/**
 * A refused child never gets a successful registration, whether a policy or a transform refused it. The refusal takes
 * time: so everything that does not wait for the child is well in progress.
 */
const PROGRAM = `
const refuse = async ({ type }) => {
  if (type === "fastly-compute:index:" + process.env.REFUSED) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    throw new Error("no " + process.env.REFUSED + " in this organization");
  }
};
new ComputeService("edge", {
  directory: "./app",
  logEndpoints: { access: { https: { url: "https://logs.example.com" } } },
}, { transforms: [refuse] });
`;

describe("a child that does not pass review", function () {
  this.timeout(120_000);
  let test: TestStack;
  before(async () => {
    test = await testStack({
      files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM },
      program: PROGRAM,
    });
  });
  after(async () => {
    await test.stop();
    removeProjects();
  });

  for (const refused of REVIEWED) {
    it(`stops the run before anything is created at Fastly: ${refused}`, async () => {
      const { ok, exitCode, errors, text } = await test.show("up", { env: { REFUSED: refused } });
      assert.equal(ok, false, text);
      assert.notEqual(exitCode, 0);
      assert.equal(errors.filter((error) => error.includes(`no ${refused} in this organization`)).length, 1, text);
      assert.deepEqual(test.writes(), []);
      assert.equal(test.read("app/fastly.toml"), MANIFEST);
      const { resources } = await test.exportState();
      assert.deepEqual(
        resources.filter(({ type, custom }) => custom && !type.startsWith("pulumi:providers:")),
        [],
      );
    });
  }

  it("no longer stops the run once it passes", async () => {
    const { ok, text } = await test.show("up", { env: { REFUSED: "nothing" } });
    assert.ok(ok, text);
    assert.equal(test.fastly.services().length, 1);
  });
});
