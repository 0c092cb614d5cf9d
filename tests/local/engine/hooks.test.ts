import assert from "node:assert/strict";
import { diagnostics, scenarios, steps } from "./harness";

const HOOKED = `
const hook = (kind, opts) => new pulumi.ResourceHook(kind, (args) => {
  console.log(kind + " " + args.name + " " + args.type + " id=" + args.id
    + " new=" + args.newInputs?.name + " old=" + args.oldInputs?.name
    + " newSize=" + args.newOutputs?.size + " oldSize=" + args.oldOutputs?.size);
  if (env.FAIL === kind) throw new Error("no, says " + kind);
}, opts);
const hooks = {
  beforeCreate: [hook("beforeCreate", { onDryRun: env.DRY !== undefined })], afterCreate: [hook("afterCreate")],
  beforeUpdate: [hook("beforeUpdate")], afterUpdate: [hook("afterUpdate", { ignoreErrors: env.IGNORE !== undefined })],
};
`;

describe("resource hooks", () => {
  const scenario = scenarios();

  scenario(
    "run around create and update with inputs and outputs, and not in preview or without a change",
    async (test) => {
      test.program(`${HOOKED} new Thing("a", { name: env.NAME ?? "one" }, { hooks });`);
      assert.deepEqual(diagnostics(await test.stack.preview(), "info"), []);
      assert.deepEqual(diagnostics(await test.stack.up(), "info"), [
        "beforeCreate a test:index:Thing id= new=one old=undefined newSize=undefined oldSize=undefined",
        "afterCreate a test:index:Thing id=id1 new=one old=undefined newSize=3 oldSize=undefined",
      ]);
      assert.deepEqual(diagnostics(await test.stack.up(), "info"), []);
      assert.deepEqual(diagnostics(await test.stack.up({ env: { NAME: "three" } }), "info"), [
        "beforeUpdate a test:index:Thing id=id1 new=three old=one newSize=undefined oldSize=3",
        "afterUpdate a test:index:Thing id=id1 new=three old=one newSize=5 oldSize=3",
      ]);
    },
  );

  // Seen on the real engine: pkg/resource/deploy/step.go passes no old inputs and outputs to the hooks of a create.
  scenario("around the create of a replacement know nothing of the replaced resource", async (test) => {
    test.program(`${HOOKED}
      new Thing("a", { name: "one" }, { hooks });
      new Group("g", { name: "two" }, { hooks });
    `);
    await test.stack.up();
    const urns = ["test:index:Thing::a", "test:index:Group::g"].map((end) => `urn:pulumi:dev::proj::${end}`);
    const up = await test.stack.up({ replace: urns });
    assert.deepEqual(up.errors, []);
    assert.deepEqual(diagnostics(up, "info").sort(), [
      "afterCreate a test:index:Thing id=id2 new=one old=undefined newSize=3 oldSize=undefined",
      "beforeCreate a test:index:Thing id= new=one old=undefined newSize=undefined oldSize=undefined",
      "beforeCreate g test:index:Group id= new=two old=undefined newSize=undefined oldSize=undefined",
    ]);
  });

  scenario("stop preview and up before anything is created when a before-hook with onDryRun throws", async (test) => {
    test.program(`${HOOKED} new Thing("a", { name: "one" }, { hooks });`);
    const env = { FAIL: "beforeCreate", DRY: "1" };
    const preview = await test.stack.preview({ env });
    const message = 'before hook "beforeCreate" failed: no, says beforeCreate';
    assert.deepEqual(preview.errors, [`Preview failed: ${message}`, "preview failed"]);
    // A preview has no event for a failed step.
    assert.deepEqual(steps(preview), ["create a"]);
    const up = await test.stack.up({ env });
    assert.deepEqual(up.errors, [message, "update failed"]);
    assert.deepEqual(test.world.calls, []);
    const error = up.events.find((event) => event.kind === "diagnostic" && event.severity === "error");
    assert.equal(error?.kind === "diagnostic" && error.urn, "urn:pulumi:dev::proj::test:index:Thing::a");
  });

  scenario("fail the run afterwards when an after-hook throws, and the next run does not repeat that", async (test) => {
    test.program(`${HOOKED} new Thing("a", { name: env.NAME ?? "one" }, { hooks });`);
    const failed = await test.stack.up({ env: { FAIL: "afterCreate" } });
    assert.deepEqual(failed.errors, ['after hook "afterCreate" failed: no, says afterCreate', "update failed"]);
    assert.equal(failed.exitCode, 1);
    assert.equal((await test.state("a"))?.initErrors, undefined);
    const next = await test.stack.up();
    assert.deepEqual(steps(next), ["same a"]);
    assert.equal(next.exitCode, 0);

    const ignored = await test.stack.up({ env: { NAME: "two", FAIL: "afterUpdate", IGNORE: "1" } });
    assert.equal(ignored.exitCode, 0);
    assert.deepEqual(diagnostics(ignored, "warning"), ['after hook "afterUpdate" failed: no, says afterUpdate']);
  });

  scenario(
    "on a component keep the old inputs when a before-hook fails, and wait for outputs in an after-hook",
    async (test) => {
      test.program(`${HOOKED}
      const g = new Group("g", { name: env.NAME ?? "one" }, { hooks });
      g.registerOutputs({ size: new Thing("child", { name: "child" }, { parent: g }).size });
    `);
      const lines = diagnostics(await test.stack.up(), "info");
      assert.deepEqual(lines, [
        "beforeCreate g test:index:Group id= new=one old=undefined newSize=undefined oldSize=undefined",
        "afterCreate g test:index:Group id= new=one old=undefined newSize=5 oldSize=undefined",
      ]);
      for (let attempt = 0; attempt < 2; attempt++) {
        const failed = await test.stack.up({ env: { NAME: "two", FAIL: "beforeUpdate" } });
        assert.deepEqual(steps(failed), ["failed update g"]);
        assert.deepEqual((await test.state("g"))?.inputs, { name: "one" });
      }
    },
  );

  scenario("around a deletion run in up, and a destroy without the program refuses", async (test) => {
    test.program(`${HOOKED}
      const gone = { beforeDelete: [hook("beforeDelete")], afterDelete: [hook("afterDelete")] };
      if (env.GONE === undefined) new Thing("a", { name: "one" }, { hooks: gone });
    `);
    await test.stack.up();
    const destroy = await test.stack.destroy();
    assert.deepEqual(destroy.errors, [
      "Resource has delete hooks registered, but the program is not running. Hooks: beforeDelete, afterDelete",
      "update failed",
    ]);
    const up = await test.stack.up({ env: { GONE: "1" } });
    assert.deepEqual(up.errors, []);
    assert.deepEqual(diagnostics(up, "info"), [
      "beforeDelete a test:index:Thing id=id1 new=undefined old=one newSize=undefined oldSize=3",
      "afterDelete a test:index:Thing id=id1 new=undefined old=one newSize=undefined oldSize=3",
    ]);
    assert.deepEqual(steps(up), ["delete a"]);
  });

  scenario("around a deletion stop it when the program does not register them, in preview too", async (test) => {
    test.program(`${HOOKED}
      if (env.GONE === undefined) new Thing("a", { name: "one" }, { hooks: { beforeDelete: [hook("beforeDelete")] } });
    `);
    await test.stack.up();
    test.world.calls.length = 0;
    const env = { GONE: "1" };
    const message = 'hook "beforeDelete" was not registered';
    assert.deepEqual((await test.stack.preview({ env })).errors, [`Preview failed: ${message}`, "preview failed"]);
    assert.deepEqual((await test.stack.up({ env })).errors, [message, "update failed"]);
    assert.deepEqual(test.world.calls, []);
  });

  scenario("around a deletion run in a destroy that runs the program and creates nothing", async (test) => {
    test.program(`${HOOKED}
      const gone = { beforeDelete: [hook("beforeDelete")], afterDelete: [hook("afterDelete")] };
      const a = new Thing("a", { name: env.NAME ?? "one" }, { hooks: gone });
      if (env.NAME !== undefined) new Thing("b", { name: a.id }, { hooks: { beforeCreate: hooks.beforeCreate } });
    `);
    await test.stack.up();
    test.world.calls.length = 0;
    const destroy = await test.stack.destroy({ runProgram: true, env: { NAME: "other" } });
    assert.deepEqual(destroy.errors, []);
    assert.deepEqual(diagnostics(destroy, "info"), [
      "beforeDelete a test:index:Thing id=id1 new=undefined old=one newSize=undefined oldSize=3",
      "afterDelete a test:index:Thing id=id1 new=undefined old=one newSize=undefined oldSize=3",
    ]);
    assert.deepEqual(test.world.calls, ["delete id1"]);
    assert.equal(await test.state("a"), undefined);
  });

  // Seen on the real engine: pkg/resource/deploy/step.go runs the error hooks in the state, and keeps the first error.
  scenario("retry a failed deletion, and leave its error when the program has no such hook any more", async (test) => {
    test.program(`
      const onError = [new pulumi.ErrorHook("again", (args) => {
        console.log(args.failedOperation + " " + args.oldInputs?.name + ": " + args.errors.join());
        return env.RETRY !== undefined;
      })];
      if (env.GONE === undefined) new Thing("a", { name: "one" }, { hooks: { onError } });
    `);
    await test.stack.up();
    let failures = 3;
    test.world.before = () => {
      if (failures-- > 0) throw new Error("busy");
    };
    const message = "deleting urn:pulumi:dev::proj::test:index:Thing::a: busy";
    assert.deepEqual((await test.stack.destroy()).errors, [message, "update failed"]);
    const failed = await test.stack.up({ env: { GONE: "1" } });
    assert.deepEqual(failed.errors, [message, "update failed"]);
    assert.equal(diagnostics(failed, "info").length, 1);
    const retried = await test.stack.up({ env: { GONE: "1", RETRY: "1" } });
    assert.deepEqual(retried.errors, []);
    assert.equal(await test.state("a"), undefined);
  });

  scenario("retry a failed operation when an error hook asks for it", async (test) => {
    test.program(`
      const onError = [new pulumi.ErrorHook("again", (args) => {
        console.log(args.failedOperation + ": " + args.errors.join());
        return env.RETRY !== undefined;
      })];
      new Thing("a", { name: "one" }, { hooks: { onError } });
    `);
    let failures = 2;
    test.world.before = () => {
      if (failures-- > 0) throw new Error("busy");
    };
    const failed = await test.stack.up();
    assert.deepEqual(diagnostics(failed, "info"), ["create: busy"]);
    assert.deepEqual(failed.errors, ["busy", "update failed"]);
    const retried = await test.stack.up({ env: { RETRY: "1" } });
    assert.deepEqual(retried.errors, []);
    assert.deepEqual(diagnostics(retried, "warning"), ["retrying create due to on-error hook request (1/100)"]);
    assert.deepEqual(test.world.calls, ["create one", "create one", "create one"]);
  });
});
