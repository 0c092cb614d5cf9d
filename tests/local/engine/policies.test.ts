import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "../../../local/engine";
import type { GivenPackConfig } from "../../../local/engine/policy/config";
import { type TestStack, testStack } from "./harness";

/** A pack with one policy of each kind. It refuses a `size` above `most`, and paints a missing colour. */
const PACK = `
const { PolicyPack } = require("@pulumi/policy");
const thing = (validate) => (args, report) => args.type === "test:index:Thing" && validate(args, report);
new PolicyPack("house-rules", { enforcementLevel: "mandatory", policies: [
  {
    name: "size",
    description: "Things are small.",
    configSchema: { properties: { most: { type: "integer", default: 10 } } },
    validateResource: thing((args, report) => {
      const { most } = args.getConfig();
      if (args.props.size > most) report("Size " + args.props.size + " is more than " + most + ".");
    }),
  },
  {
    name: "paint",
    description: "Things have a color.",
    enforcementLevel: "remediate",
    remediateResource: (args) => args.type === "test:index:Thing" && args.props.color === "grey"
      ? { ...args.props, color: "white" } : undefined,
    validateResource: thing((args, report) => args.props.color === "grey" && report("It has none.")),
  },
  {
    name: "advice",
    description: "Things are of even size.",
    enforcementLevel: "advisory",
    validateResource: thing((args, report) => args.props.size % 2 && report("It is odd in " + require("@pulumi/pulumi").getStack() + ".")),
  },
  {
    name: "few",
    description: "There are few things.",
    validateStack: (args, report) => {
      const things = args.resources.filter(({ type }) => type === "test:index:Thing");
      const odd = things.find(({ name }) => name === "odd");
      if (things.length > 2) report("There are " + things.length + " below " + odd.parent.name + ".", odd.urn);
    },
  },
] });
`;

describe("policy packs of the local engine", function () {
  this.timeout(60_000);
  const stacks: TestStack[] = [];
  after(() => {
    for (const each of stacks) each.remove();
  });

  /** A stack with the pack, its program and the pack's configuration. */
  function reviewed(program: string, config?: GivenPackConfig, pack = PACK): TestStack {
    const packs: { directory: string; config?: GivenPackConfig }[] = [];
    const test = testStack({ policyPacks: packs });
    stacks.push(test);
    const directory = join(test.directory, "../pack");
    mkdirSync(directory);
    writeFileSync(join(directory, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    writeFileSync(join(directory, "package.json"), '{"name":"pack","version":"1.2.3","main":"index.js"}');
    writeFileSync(join(directory, "index.js"), pack);
    packs.push({ directory, ...(config && { config }) });
    test.program(program);
    return test;
  }

  const found = (events: EngineEvent[]) =>
    events.flatMap((event) =>
      event.kind === "policy" ? [`[${event.level}] ${event.policy} ${event.urn?.split("::").at(-1) ?? "stack"}`] : [],
    );

  it("check every resource of a preview, and fail it at its end after a mandatory violation", async () => {
    const test = reviewed(`
      new Thing("big", { size: 12, color: "red" });
      new Thing("huge", { size: 14, color: "red" });
      new Thing("odd", { size: 1 });
    `);
    const { ok, exitCode, errors, events } = await test.stack.preview();
    assert.deepEqual(found(events).sort(), [
      "[advisory] advice odd",
      "[mandatory] few odd",
      "[mandatory] size big",
      "[mandatory] size huge",
      "[remediate] paint odd",
    ]);
    assert.deepEqual({ ok, exitCode, errors }, { ok: false, exitCode: 1, errors: ["preview failed"] });
    const messages = events.flatMap((event) => (event.kind === "policy" ? [event.message] : []));
    assert.ok(messages.includes("Things are small.\nSize 12 is more than 10."), messages.join("\n"));
    assert.ok(messages.includes("Things are of even size.\nIt is odd in dev."), messages.join("\n"));
    assert.deepEqual(
      events.filter(({ kind }) => kind === "policy-pack"),
      [{ kind: "policy-pack", policyPack: "house-rules@v1.2.3" }],
    );
  });

  it("stop an up before a violating resource is created, and continue after an advisory violation", async () => {
    const test = reviewed('new Thing("big", { size: Number(env.SIZE), color: "red" });');
    const refused = await test.stack.up({ env: { SIZE: "12" } });
    assert.deepEqual(found(refused.events), ["[mandatory] size big"]);
    assert.deepEqual(refused.errors, ["update failed"]);
    assert.equal(await test.state("big"), undefined);

    const advised = await test.stack.up({ env: { SIZE: "3" } });
    assert.deepEqual(found(advised.events), ["[advisory] advice big"]);
    assert.deepEqual(advised.errors, []);
    assert.equal((await test.state("big"))?.inputs.size, 3);
  });

  it("change resources, keep secrets secret, and change nothing in the next run", async () => {
    const test = reviewed('new Thing("plain", { size: 2, token: pulumi.secret("hush-hush") });');
    const first = await test.stack.up();
    assert.deepEqual(first.errors, []);
    assert.deepEqual(found(first.events), ["[remediate] paint plain"]);
    assert.equal((await test.state("plain"))?.inputs.color, "white");
    assert.ok(!test.stateText().includes("hush-hush"));
    const second = await test.stack.up();
    assert.equal(second.changes.update, undefined);
    assert.deepEqual(second.errors, []);
  });

  it("accept a configuration: properties, levels, and a level for all", async () => {
    const config = { size: { most: 100, enforcementLevel: "advisory" }, advice: "disabled", paint: "disabled" };
    const test = reviewed('new Thing("big", { size: 101 });', config);
    const { ok, events } = await test.stack.preview();
    assert.deepEqual(found(events), ["[advisory] size big"]);
    assert.equal(ok, true);

    const off = reviewed('new Thing("big", { size: 101 });', { all: "disabled" });
    assert.deepEqual(found((await off.stack.preview()).events), []);
  });

  it("are refused with all mistakes of their configuration, before anything is created", async () => {
    const config = { size: { most: "ten" }, advice: "strict", sise: {} };
    const test = reviewed('new Thing("small", { size: 2 });', config);
    const { errors } = await test.stack.up();
    assert.deepEqual(errors, [
      `The configuration of the policy pack house-rules has problems: [policy-pack-config-unfit]
  advice: expected the enforcement level to be one of advisory, mandatory, remediate, disabled but got "strict"
  there is no policy "sise" in it
  expected "size.most" to be of type integer but got "ten"
Correct the file of --policy-pack-config.`,
    ]);
    assert.equal(await test.state("small"), undefined);
  });

  it("report why a pack did not start, or failed during a check", async () => {
    const broken = reviewed(
      'new Thing("small", { size: 2 });',
      undefined,
      'console.log("\\x1b[31mloading\\x1b[39m"); throw new Error("no \\x1b[90msuch\\x1b[39m rule");',
    );
    const { ok, errors } = await broken.stack.preview();
    assert.equal(ok, false);
    assert.match(
      errors[0] ?? "",
      /^The policy pack in .*\/pack did not start \[policy-pack-not-started\]\nloading\n[\s\S]*no such rule/,
    );

    const failing = PACK.replace('report("It has none.")', "0").replace(
      'report("It is odd',
      'undefined.oops("It is odd',
    );
    const crashing = reviewed('new Thing("odd", { size: 1 });', undefined, failing);
    const result = await crashing.stack.up();
    assert.match(result.errors[0] ?? "", /^failed to run policy: Error validating resource with policy 'advice'/);
    assert.equal(await crashing.state("odd"), undefined);
  });
});
