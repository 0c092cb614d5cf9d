import "../../support/ownState";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type CliProcessRun, runCliProcess } from "../../support/cliProcess";
import { linkPackages } from "../../support/packages";
import { makeProject, removeProjects, TINY_WASM } from "../../support/project";

const ROUNDS = process.env.TEST_LONG ? 25 : 3;

const PROGRAM = `require("pulumi-fastly-compute/fast");
const pulumi = require("@pulumi/pulumi");
const { ComputeService } = require("pulumi-fastly-compute");
new ComputeService("edge", { directory: "./app", serviceName: pulumi.getStack(), environment: pulumi.getStack() });
`;

describe("two stacks started together on one local Fastly", function () {
  this.timeout(ROUNDS * 60_000);
  let directory: string;
  before(() => {
    directory = makeProject({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "package.json": '{ "name": "program", "main": "index.js" }',
      "index.js": PROGRAM,
      "app/fastly.toml": 'manifest_version = 3\nname = "app"\n',
      "app/bin/main.wasm": TINY_WASM,
    });
    linkPackages(directory);
  });
  after(removeProjects);

  async function up(stack: string): Promise<CliProcessRun> {
    const args = ["up", "--yes", "--skip-preview", "--stack", stack, "--state", join(directory, "state")];
    return runCliProcess(directory, args);
  }

  const services = () =>
    (
      JSON.parse(readFileSync(join(directory, "state/fastly.json"), "utf8")) as { services: { name: string }[] }
    ).services
      .map(({ name }) => name)
      .sort();

  it("both succeed, or the second run has to wait and then succeeds; both services exist", async () => {
    const all: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // The second run comes while the first opens the state, or a little later.
      const after = [0, 40, 150, 300][round % 4] ?? 0;
      const pair = [`a${round}`, `b${round}`];
      const results = await Promise.all(pair.map((stack, index) => delay(index * after).then(() => up(stack))));
      for (const [index, { code, text }] of results.entries()) {
        if (code !== 0) {
          assert.match(text, /Another run \(process \d+\) is using the local Fastly in .*\[local-fastly-in-use\]/);
          const again = await up(pair[index] ?? "");
          assert.equal(again.code, 0, again.text);
        }
      }
      assert.ok(results.some(({ code }) => code === 0));
      all.push(...pair);
      assert.deepEqual(services(), all.sort(), `round ${round}`);
    }
  });
});
