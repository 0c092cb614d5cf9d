import assert from "node:assert/strict";
import { join } from "node:path";
import { describeOnEachEngine } from "../../support/engines";
import { runCli } from "../../support/localCli";
import { linkPackages } from "../../support/packages";
import { makeProject, removeProjects, TINY_WASM } from "../../support/project";

const PROGRAM = `
require("pulumi-fastly-compute/fast");
const { ComputeService } = require("pulumi-fastly-compute");
new ComputeService("edge", { directory: "./app", kvStores: { data: {} } });
`;

const COMPONENT = "urn:pulumi:dev::shop::fastly-compute:index:ComputeService";

describeOnEachEngine("fastly-compute-local state delete", function (engine) {
  this.timeout(240_000);
  after(removeProjects);

  it("removes a resource with its dependents from the state, and nothing at Fastly", async () => {
    const directory = makeProject({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "package.json": '{ "name": "program", "main": "index.js" }',
      "index.js": PROGRAM,
      "app/fastly.toml": 'manifest_version = 3\nname = "app"\n',
      "app/bin/main.wasm": TINY_WASM,
    });
    linkPackages(directory);
    const options = ["--engine", engine, "--stack", "dev", "--state", join(directory, ".state")];
    const run = (...args: string[]) =>
      runCli(directory, [...args, ...options, ...(args[0] === "preview" ? [] : ["--yes"])]);

    const first = await run("up");
    assert.equal(first.code, 0, first.text);

    const store = `${COMPONENT}$fastly:index/kvstore:Kvstore::edge-data`;
    const refused = await run("state", "delete", store);
    assert.equal(refused.code, 1, refused.text);
    assert.match(refused.text, /--target-dependents/);
    const none = await run("state", "delete", `${store}-none`);
    assert.equal(none.code, 1, none.text);
    assert.match(none.text, /[Nn]o (such )?resource .*edge-data-none/);

    const removed = await run("state", "delete", store, "--target-dependents");
    assert.equal(removed.code, 0, removed.text);
    const again = await run("preview");
    assert.equal(again.code, 1, "the store and the service are there, and not in the state");
    assert.match(again.text, /Fastly already has a store named "shop-dev-edge-data"|would create a service/);
  });

  it("removes the protection of a resource, as the engine's error says", async () => {
    const directory = makeProject({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "package.json": '{ "name": "program", "main": "index.js" }',
      "index.js": `const fastly = require("@pulumi/fastly");
new fastly.Kvstore("kept", { name: "kept" }, { protect: true });`,
    });
    linkPackages(directory);
    const options = ["--engine", engine, "--state", join(directory, ".state"), "--yes"];
    const run = (...args: string[]) => runCli(directory, [...args, ...options]);
    assert.equal((await run("up", "--skip-preview")).code, 0);
    const urn = "urn:pulumi:dev::shop::fastly:index/kvstore:Kvstore::kept";
    assert.equal((await run("destroy")).code, 1);
    const unprotected = await run("state", "unprotect", urn);
    assert.equal(unprotected.code, 0, unprotected.text);
    const destroyed = await run("destroy");
    assert.equal(destroyed.code, 0, destroyed.text);
    assert.equal((await run("state", "unprotect", urn)).code, 1);
    const listed = await runCli(directory, ["stack", "ls", "--json", "--state", join(directory, ".state")]);
    const [stack] = JSON.parse(listed.text) as { name: string; resourceCount?: number }[];
    if (engine === "embedded") assert.deepEqual([stack?.name, stack?.resourceCount], ["dev", 0]);
  });
});
