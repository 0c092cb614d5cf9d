import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { Secret, type StepEvent, UNKNOWN } from "../../../local/engine";
import { diagnostics, stepEvents, steps, type TestStack, testStack } from "./harness";

const PROGRAM = `
const group = new Group("group", { note: env.NOTE ?? "first", key: pulumi.secret("group-secret") });
const a = new Thing("a", { name: "alpha", kind: env.KIND ?? "k", color: env.PAINT }, { parent: group });
const b = new Thing("b", { name: pulumi.interpolate\`b-\${a.size}\`, password: pulumi.secret("hunter2"), list: [pulumi.secret("in-a-list"), 1] },
  { parent: group, dependsOn: [a], additionalSecretOutputs: ["color"] });
if (env.WITHOUT_C === undefined) new Thing("c", { name: "gamma" }, { dependsOn: [b] });
group.registerOutputs({ size: a.size, token: a.token });
console.log("printed by the program");
pulumi.log.info("logged on a", a);
pulumi.log.info("working", a, undefined, true);
exports.size = a.size;
exports.token = a.token;
exports.key = new pulumi.Config("proj").requireSecret("key");
`;

describe("an embedded stack through its life", () => {
  let test: TestStack;
  before(() => {
    test = testStack({
      config: { "test:region": "eu" },
      secretConfig: { "proj:key": "sesame", "test:apiKey": "pass" },
    });
    test.program(PROGRAM);
  });
  after(() => test.remove());

  it("previews a creation without any request, with unknown values that only up can know", async () => {
    const result = await test.stack.preview();
    assert.deepEqual(result.errors, []);
    assert.deepEqual(steps(result), ["create group", "create a", "create b", "create c"]);
    assert.deepEqual(result.changes, { create: 5 });
    assert.equal(result.ok, true);
    assert.equal(result.exitCode, 0);
    assert.deepEqual(test.world.calls, []);
    assert.deepEqual(test.world.configs, [{ region: "eu", apiKey: "pass" }]);
    assert.throws(() => statSync(test.stateFile), /ENOENT/);
    const b = stepEvents(result).find(({ name }) => name === "b")?.new;
    assert.equal(b?.id, undefined);
    assert.equal(b?.inputs.name, UNKNOWN);
    assert.equal(b?.outputs.size, UNKNOWN);
    assert.deepEqual(result.outputs, {
      size: UNKNOWN,
      // The SDK sends an unknown value in the same form, whether or not it is secret.
      token: UNKNOWN,
      key: new Secret("sesame"),
    });
  });

  it("creates in dependency order, and reports starts and ends", async () => {
    const result = await test.stack.up();
    assert.deepEqual(result.errors, []);
    assert.deepEqual(
      result.events
        .filter((event): event is StepEvent => event.kind === "step")
        .map(({ phase, op, name, type }) => `${phase} ${op} ${name} ${type}`),
      [
        "started create proj-dev pulumi:pulumi:Stack",
        "done create proj-dev pulumi:pulumi:Stack",
        "started create group test:index:Group",
        "done create group test:index:Group",
        "started create a test:index:Thing",
        "done create a test:index:Thing",
        "started create b test:index:Thing",
        "done create b test:index:Thing",
        "started create c test:index:Thing",
        "done create c test:index:Thing",
      ],
    );
    assert.deepEqual(test.world.calls, ["create alpha", "create b-5", "create gamma"]);
    assert.deepEqual(result.changes, { create: 5 });
    assert.deepEqual(result.outputs, { size: 5, token: new Secret("token-of-alpha"), key: new Secret("sesame") });
    assert.deepEqual(result.events[0], { kind: "start", operation: "up", project: "proj", stack: "dev" });
    assert.deepEqual(diagnostics(result, "info"), ["printed by the program", "logged on a", "working"]);
    const working = result.events.find((event) => event.kind === "diagnostic" && event.ephemeral);
    assert.deepEqual(working, {
      kind: "diagnostic",
      severity: "info",
      message: "working",
      urn: "urn:pulumi:dev::proj::test:index:Group$test:index:Thing::a",
      ephemeral: true,
    });
  });

  it("keeps resources with their parents, dependencies, providers and secrets in state", async () => {
    const { resources } = await test.stack.exportState();
    const group = "urn:pulumi:dev::proj::test:index:Group::group";
    const stack = "urn:pulumi:dev::proj::pulumi:pulumi:Stack::proj-dev";
    const provider = resources.find(({ type }) => type === "pulumi:providers:test");
    assert.equal(provider?.urn, "urn:pulumi:dev::proj::pulumi:providers:test::default");
    assert.deepEqual(provider?.inputs, { region: "eu", apiKey: "pass" });
    const reference = `${provider?.urn}::${provider?.id}`;
    assert.deepEqual(
      resources.filter(({ type }) => type !== "pulumi:providers:test"),
      [
        {
          urn: stack,
          type: "pulumi:pulumi:Stack",
          custom: false,
          inputs: {},
          outputs: { size: 5, token: "token-of-alpha", key: "sesame" },
          dependencies: [],
          propertyDependencies: {},
        },
        {
          urn: group,
          type: "test:index:Group",
          custom: false,
          inputs: { note: "first", key: "group-secret" },
          outputs: { size: 5, token: "token-of-alpha" },
          parent: stack,
          dependencies: [],
          propertyDependencies: { note: [], key: [] },
        },
        {
          urn: `${"urn:pulumi:dev::proj::test:index:Group$test:index:Thing"}::a`,
          type: "test:index:Thing",
          custom: true,
          inputs: { name: "alpha", kind: "k", color: "grey" },
          outputs: { name: "alpha", kind: "k", color: "grey", size: 5, token: "token-of-alpha" },
          parent: group,
          dependencies: [],
          propertyDependencies: { name: [], kind: [] },
          provider: reference,
          id: "id1",
        },
        {
          urn: "urn:pulumi:dev::proj::test:index:Group$test:index:Thing::b",
          type: "test:index:Thing",
          custom: true,
          inputs: { name: "b-5", password: "hunter2", list: ["in-a-list", 1], color: "grey" },
          outputs: {
            name: "b-5",
            password: "hunter2",
            list: ["in-a-list", 1],
            color: "grey",
            size: 3,
            token: "token-of-b-5",
          },
          parent: group,
          dependencies: ["urn:pulumi:dev::proj::test:index:Group$test:index:Thing::a"],
          propertyDependencies: {
            name: ["urn:pulumi:dev::proj::test:index:Group$test:index:Thing::a"],
            password: [],
            list: [],
          },
          provider: reference,
          additionalSecretOutputs: ["color"],
          id: "id2",
        },
        {
          urn: "urn:pulumi:dev::proj::test:index:Thing::c",
          type: "test:index:Thing",
          custom: true,
          inputs: { name: "gamma", color: "grey" },
          outputs: { name: "gamma", color: "grey", size: 5, token: "token-of-gamma" },
          parent: stack,
          dependencies: ["urn:pulumi:dev::proj::test:index:Group$test:index:Thing::b"],
          propertyDependencies: { name: [] },
          provider: reference,
          id: "id3",
        },
      ],
    );
  });

  it("does nothing and leaves the state file alone when nothing changed", async () => {
    const before = test.stateText();
    test.world.calls = [];
    const preview = await test.stack.preview();
    const result = await test.stack.up();
    assert.deepEqual(steps(preview), ["same group", "same a", "same b", "same c"]);
    assert.deepEqual(result.changes, { same: 5 });
    assert.deepEqual(test.world.calls, []);
    assert.equal(test.stateText(), before);
  });

  it("never writes a secret to the state file or into an event's JSON", async () => {
    const result = await test.stack.up({ env: { NOTE: "second" } });
    const texts = test.stateText() + JSON.stringify(result.events);
    for (const secret of ["hunter2", "in-a-list", "group-secret", "sesame", "pass", "token-of-alpha", "token-of-b-5"]) {
      assert.equal(texts.includes(`"${secret}"`), false, secret);
    }
    assert.deepEqual(steps(result), ["update group", "same a", "same b", "same c"]);
    // Seen on the real engine: the differing inputs of a component are not listed.
    assert.equal(stepEvents(result).find(({ name }) => name === "group")?.diffs, undefined);
  });

  it("previews an update with what depends on it, and updates only what really differs", async () => {
    const env = { NOTE: "second", PAINT: "red" };
    const preview = await test.stack.preview({ env });
    assert.deepEqual(steps(preview), ["same group", "update a", "update b", "same c"]);
    test.world.calls = [];
    const result = await test.stack.up({ env });
    assert.deepEqual(steps(result), ["same group", "update a", "same b", "same c"]);
    assert.deepEqual(result.changes, { same: 4, update: 1 });
    assert.deepEqual(test.world.calls, ["update id1"]);
    const update = stepEvents(result).find(({ op, phase }) => op === "update" && phase === "done");
    assert.deepEqual(update?.diffs, ["color"]);
    assert.deepEqual(update?.detailedDiff, { color: { kind: "update", inputDiff: true } });
    assert.equal(update?.old?.inputs.color, "grey");
    assert.equal(update?.new?.outputs.color, "red");
  });

  it("creates the replacement first, and deletes the old half after everything else", async () => {
    test.world.calls = [];
    const result = await test.stack.up({ env: { NOTE: "second", PAINT: "red", KIND: "other" } });
    assert.deepEqual(steps(result), [
      "same group",
      "create-replacement a",
      "replace a",
      "same b",
      "same c",
      "delete-replaced a",
    ]);
    assert.deepEqual(result.changes, { same: 4, replace: 1 });
    assert.deepEqual(test.world.calls, ["create alpha", "delete id1"]);
    assert.equal((await test.state("a"))?.id, "id4");
  });

  it("deletes what the program no longer registers", async () => {
    test.world.calls = [];
    const env = { NOTE: "second", PAINT: "red", KIND: "other", WITHOUT_C: "1" };
    const preview = await test.stack.preview({ env });
    assert.deepEqual(steps(preview), ["same group", "same a", "same b", "delete c"]);
    const result = await test.stack.up({ env });
    assert.deepEqual(steps(result), ["same group", "same a", "same b", "delete c"]);
    assert.deepEqual(result.changes, { same: 4, delete: 1 });
    assert.deepEqual(test.world.calls, ["delete id3"]);
  });

  it("destroys everything, dependents first, without running the program", async () => {
    test.world.calls = [];
    const result = await test.stack.destroy();
    assert.deepEqual(steps(result), ["delete b", "delete a", "delete group"]);
    assert.deepEqual(result.changes, { delete: 4 });
    assert.deepEqual(test.world.calls, ["delete id2", "delete id4"]);
    assert.equal(test.world.things.size, 0);
    assert.deepEqual((await test.stack.exportState()).resources, []);
  });
});

describe("an embedded stack's passphrase and lock", () => {
  let test: TestStack;
  before(async () => {
    test = testStack();
    test.program(`new Thing("a", { name: "alpha" });`);
    await test.stack.up();
  });
  after(() => test.remove());

  it("opens secrets only with the passphrase they were written with", async () => {
    const other = testStack({ stateFile: test.stateFile, passphrase: "wrong" });
    other.program("");
    const result = await other.stack.destroy();
    other.remove();
    assert.equal(result.exitCode, 1);
    assert.match(result.errors[0] ?? "", /^The passphrase does not open the stack's state.*\[state-passphrase-wrong\]/);
    assert.equal(test.world.things.size, 1);
  });

  it("refuses a second run while one is under way", async () => {
    let second: Promise<Awaited<ReturnType<TestStack["stack"]["up"]>>> | undefined;
    await test.stack.up({
      onEvent: (event) => {
        if (event.kind === "step") second ??= test.stack.destroy();
      },
    });
    assert.match((await second)?.errors[0] ?? "", /^The stack is locked by another run .*\[state-locked\]/);
    assert.equal(test.world.things.size, 1);
  });
});
