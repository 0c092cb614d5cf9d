import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import { removeProjects, TINY_WASM } from "../support/project";
import { testStack } from "../support/stack";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.backends.api]
address = "api.example.com"
port = 80
`;

const PACK = {
  "pack/PulumiPolicy.yaml": "runtime: nodejs\n",
  "pack/package.json": '{ "name": "pack", "version": "1.0.0", "main": "index.js" }',
  "pack/index.js": `const { PolicyPack } = require("@pulumi/policy");
const { computePolicies } = require("pulumi-fastly-compute/policy");
new PolicyPack("edge", { enforcementLevel: "mandatory", policies: computePolicies });
`,
};

describeOnEachEngine("a preview with a policy pack", function (engine) {
  this.timeout(120_000);
  after(removeProjects);

  it("fails with the message of a mandatory policy until the violation is gone", async () => {
    const stack = await testStack({
      files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM, ...PACK },
      program:
        'new ComputeService("edge", { directory: "./app", logEndpoints: { access: { https: { url: "https://logs.example.com" } } } });',
      policyPacks: [{ directory: "pack" }],
      engine,
    });
    try {
      const refused = await stack.show("preview");
      assert.equal(refused.ok, false);
      assert.match(
        refused.text,
        /❌ edge@v1\.0\.0\n +- \[mandatory\] {2}backend-tls {2}\(fastly:index:ServiceCompute: edge\)\n.*\n +The service does not use TLS to the backend "api" \(api\.example\.com\)\./,
      );
      stack.edit("app/fastly.toml", "port = 80", "port = 443");
      const passed = await stack.show("preview");
      assert.ok(passed.ok, passed.text);
      assert.deepEqual(stack.writes(), []);
    } finally {
      await stack.stop();
    }
  });
});
