import assert from "node:assert/strict";
import { LocalFastly } from "../../local/api";
import type { EngineEvent } from "../../local/engine/events";
import { detectPulumi } from "../../local/pulumi";
import type { Engine } from "../support/engines";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.backends.api]
address = "api.example.com"

[setup.dictionaries.settings.items.region]
value = "eu"

[setup.config_stores.cfg.items.key]
value = "value"

[setup.kv_stores.data.items.greeting]
value = "hello"

[setup.secret_stores.keys.entries.TOKEN]

[setup.log_endpoints.access]
provider = "https"

[setup.products]
fanout = { enable = true }
`;
const PROGRAM = `const service = new ComputeService("edge", {
  directory: "./app",
  domains: ["www.example.com"],
  logEndpoints: { access: { https: { url: "https://logs.example.com" } } },
  secretStores: { keys: { entries: { TOKEN: "s3cr3t" } } },
});
module.exports = { url: service.url, version: service.activeVersion, hash: service.packageHash };`;

/** All policies, as advisory: each finding about the stack is a row. */
const PACK = {
  "pack/PulumiPolicy.yaml": "runtime: nodejs\n",
  "pack/package.json": '{ "name": "pack", "version": "1.0.0", "main": "index.js" }',
  "pack/index.js": `const { PolicyPack } = require("@pulumi/policy");
const { computePolicies } = require("pulumi-fastly-compute/policy");
new PolicyPack("edge", { enforcementLevel: "advisory", policies: computePolicies });`,
};

/** The life of a stack, one run after the other. */
const LIFE: { title: string; edit?(test: TestStack): void; run(test: TestStack): ReturnType<TestStack["show"]> }[] = [
  { title: "a preview of everything", run: (test) => test.show("preview") },
  { title: "the first deployment", run: (test) => test.show("up") },
  { title: "nothing to do", run: (test) => test.show("up") },
  {
    title: "a preview of changes",
    edit(test) {
      test.edit("app/fastly.toml", "api.example.com", "new.example.com");
      test.edit("app/fastly.toml", 'value = "eu"', 'value = "us"');
      test.edit("app/fastly.toml", 'value = "hello"', 'value = "good morning"');
      test.edit("index.js", "www.example.com", "shop.example.com");
      test.write("app/bin/main.wasm", Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]));
    },
    run: (test) => test.show("preview"),
  },
  { title: "changes", run: (test) => test.show("up") },
  { title: "a refresh first", run: (test) => test.show("up", { refresh: true }) },
  {
    title: "removal of a store, a dictionary, a log endpoint and a product",
    edit(test) {
      const text = test.read("app/fastly.toml");
      const without = text.replace(/\[setup\.(dictionaries|kv_stores|log_endpoints|products)[^[]*/g, "");
      test.write("app/fastly.toml", without);
      test.edit("index.js", / {2}logEndpoints.*\n/.exec(test.read("index.js"))?.[0] ?? "", "");
    },
    run: (test) => test.show("up"),
  },
  {
    title: "an update that fails at Fastly",
    edit(test) {
      test.edit("app/fastly.toml", "new.example.com", "failed.example.com");
      test.fastly.inject({ method: "PUT", path: /\/activate$/, fault: { status: 500 } });
    },
    run: (test) => test.show("up"),
  },
  { title: "a preview that a check refuses after it", run: (test) => test.show("preview") },
  { title: "what repairs it", run: (test) => test.show("up", { refresh: true }) },
  {
    title: "a refusal",
    edit: (test) =>
      test.edit("app/fastly.toml", 'address = "failed.example.com"', 'address = "failed.example.com"\nport = 70000'),
    run: (test) => test.show("up"),
  },
  {
    title: "a destroy",
    edit: (test) => test.edit("app/fastly.toml", "\nport = 70000", ""),
    run: (test) => test.show("destroy"),
  },
];

/** The results: the tree with its operations, the program's exports, and the content at Fastly. */
async function live(engine: Engine): Promise<unknown[]> {
  const fastly = await LocalFastly.start({ edge: false });
  try {
    const test = await testStack({
      files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM, ...PACK },
      program: PROGRAM,
      fastly,
      engine,
      policyPacks: [{ directory: "pack" }],
      // In a process on both engines: otherwise two ways to run a program would be compared.
      process: true,
    });
    const life: unknown[] = [];
    for (const { title, edit, run } of LIFE) {
      edit?.(test);
      fastly.clearRequests();
      const { operation, ok, events, changes, outputs } = await run(test);
      life.push(
        comparable({
          title,
          ok,
          changes,
          tree: events.flatMap((event) => describeStep(event, operation === "preview")).sort(),
          said: events.flatMap((event) => describeMessage(event)).sort(),
          judged: events.filter(({ kind }) => kind === "policy").sort(byText),
          outputs,
          writes: test.writes().sort(),
          services: fastly.services().map(({ name }) => fastly.deployed(name)),
          stores: fastly.stores(),
        }),
      );
    }
    return life;
  } finally {
    await fastly.stop();
  }
}

/** Starts and failures of steps: the real engine reports the end of a component only when it registers outputs. */
function describeStep(event: EngineEvent, preview: boolean): string[] {
  return event.kind === "step" && (preview || event.phase !== "done")
    ? [`${event.op} ${preview ? "" : event.phase} ${nameOf(event.urn)} in ${nameOf(event.parent ?? "")}`]
    : [];
}

function describeMessage(event: EngineEvent): string[] {
  // The real provider repeats each failure.
  return event.kind === "diagnostic" && !event.ephemeral && !/^\s*sdk-v2\/provider2\.go/.test(event.message)
    ? [`${event.severity} ${nameOf(event.urn ?? "")}: ${event.message.trimEnd()}`]
    : [];
}

const byText = (...pair: unknown[]) => {
  const [one = "", other = ""] = pair.map((each) => JSON.stringify(each));
  return one < other ? -1 : 1;
};

function nameOf(urn: string): string {
  return urn.split("::").slice(2).join("::");
}

/** Removes values that differ each time: ids, times and ports. */
function comparable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replace(/\b[A-Za-z0-9]{22}\b/g, "ID")
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
      .replace(/(localhost|127\.0\.0\.1):\d+/g, "$1:PORT"),
  );
}

describe("the local engine and the real one", function () {
  this.timeout(300_000);
  after(removeProjects);

  it("give the same results for the same programs", async function () {
    if (!detectPulumi()) {
      console.log("      skipped: pulumi and pulumi-resource-fastly are not both on PATH");
      this.skip();
    }
    assert.deepEqual(await live("embedded"), await live("pulumi"));
  });
});
