import "../../support/ownState";
import assert from "node:assert/strict";
import { runCliProcess } from "../../support/cliProcess";
import { linkPackages } from "../../support/packages";
import { makeProject, removeProjects, TINY_WASM } from "../../support/project";

/** How many milliseconds a process may take to end after its last line: it has nothing more to do. */
const LONGEST = 1000;

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const { ComputeService } = require("pulumi-fastly-compute");
const how = new pulumi.Config().get("how");
// Without a stack: Node 20 needs half a minute to colour one that leads through the SDK.
const plain = (message) => Object.assign(new pulumi.RunError(message), { stack: "" });
if (how === "throw") throw plain("thrown by the program");
if (how === "reject") Promise.reject(plain("rejected by the program"));
if (how === "exit") process.exit(3);
if (how === "apply") pulumi.output(1).apply(() => { throw plain("thrown in an apply"); });
if (how !== "nothing") new ComputeService("edge", { directory: how === "nowhere" ? "./none" : "./app" });
`;

describe("fastly-compute-local exits soon after its last line:", function () {
  this.timeout(120_000);
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

  for (const [args, code] of [
    ["no-such-command", 1],
    ["--help", 0],
    ["up", 1],
    ["preview -c how=throw", 1],
    ["preview -c how=reject", 1],
    ["preview -c how=exit", 1],
    ["preview -c how=apply", 1],
    ["preview -c how=nowhere", 1],
    ["preview -c how", 1],
    ["preview", 0],
    ["up --yes -c how=throw", 1],
    ["up --yes --skip-preview -c how=nowhere", 1],
    ["up --yes --skip-preview", 0],
    ["up --yes --skip-preview -c how=apply", 1],
    ["refresh", 0],
    ["stack", 0],
    ["destroy --yes --run-program -c how=throw", 1],
    ["destroy --yes", 0],
    ["destroy --yes --run-program", 0],
  ] as const) {
    it(`${args}, with code ${code}`, async () => {
      const { code: ended, text, silence } = await runCliProcess(directory, args.split(" "));
      assert.equal(ended, code, text);
      assert.ok(silence < LONGEST, `ended ${Math.round(silence)} ms after its last line:\n${text}`);
    });
  }
});
