import assert from "node:assert/strict";
import { Secret } from "../../../local/engine";
import { diagnostics, scenarios, stepEvents, steps } from "./harness";

const URN = "urn:pulumi:dev::proj::test:index:Thing::";

describe("resource options on the local engine", () => {
  const scenario = scenarios();

  scenario("import adopts existing resources and updates differences, in preview and in one up", async (test) => {
    test.world.things.set("made-elsewhere", { name: "old", color: "blue", size: 3, token: "t" });
    test.program(`
      const a = new Thing("a", { name: "new" }, env.PLAIN ? {} : { import: env.ID ?? "made-elsewhere" });
      exports.id = a.id;
      exports.size = a.size;
    `);
    const preview = await test.stack.preview();
    assert.deepEqual(steps(preview), ["import a", "update a"]);
    assert.deepEqual(preview.changes, { create: 1, import: 1, update: 1 });
    assert.deepEqual(test.world.calls, ["read made-elsewhere"]);
    const up = await test.stack.up();
    assert.deepEqual(steps(up), ["import a", "update a"]);
    const update = stepEvents(up).find(({ op, phase }) => op === "update" && phase === "done");
    assert.deepEqual(update?.diffs, ["name", "color"]);
    assert.equal((await test.state("a"))?.id, "made-elsewhere");
    assert.deepEqual(steps(await test.stack.up()), ["same a"]);
    assert.deepEqual(steps(await test.stack.up({ env: { PLAIN: "1" } })), ["same a"]);

    const missing = await test.stack.up({ env: { ID: "nowhere" } });
    assert.deepEqual(missing.errors, ["resource 'nowhere' does not exist", "update failed"]);

    test.world.things.set("another", { name: "new", color: "grey", size: 3, token: "t" });
    test.world.calls = [];
    const other = await test.stack.up({ env: { ID: "another" } });
    assert.deepEqual(steps(other), ["import-replacement a", "replace a", "delete-replaced a"]);
    assert.deepEqual(test.world.calls, ["read another", "delete made-elsewhere"]);
    assert.deepEqual(other.outputs, { id: "another", size: 3 });
  });

  scenario("protect prevents deletion and replacement, after unprotected dependents are deleted", async (test) => {
    test.program(`
      const a = new Thing("a", { name: "alpha", kind: env.KIND }, { protect: env.UNPROTECTED === undefined });
      new Thing("b", { name: "beta", after: a.id });
    `);
    await test.stack.up();
    const replace = await test.stack.preview({ env: { KIND: "other" } });
    assert.match(
      replace.errors[0] ?? "",
      /^unable to replace resource ".*::a"\nas it is currently marked for protection/,
    );
    const together = await test.stack.preview({ env: { KIND: "other", UNPROTECTED: "1" } });
    assert.deepEqual(together.errors, []);
    const destroy = await test.stack.destroy();
    assert.deepEqual(steps(destroy), ["delete b", "failed delete a"]);
    assert.match(destroy.errors[0] ?? "", /^resource ".*::a" cannot be deleted\nbecause it is protected/);
    assert.equal((await test.state("a"))?.protect, true);
    await test.stack.up({ env: { UNPROTECTED: "1" } });
    assert.equal((await test.stack.destroy()).exitCode, 0);
    assert.equal(test.world.things.size, 0);
  });

  scenario("retainOnDelete lets a resource and its children leave the stack without being deleted", async (test) => {
    test.program(`
      const g = new Group("g", {}, { retainOnDelete: true });
      new Thing("a", { name: "alpha" }, { parent: g });
    `);
    await test.stack.up();
    const destroy = await test.stack.destroy();
    assert.deepEqual(
      stepEvents(destroy)
        .filter(({ phase }) => phase === "done")
        .map(({ name, retained }) => [name, retained]),
      [
        ["a", true],
        ["g", true],
      ],
    );
    assert.equal(test.world.things.size, 1);
  });

  scenario("deletedWith saves the request for a resource that is deleted with another one", async (test) => {
    test.program(`
      const a = new Thing("a", { name: "alpha" });
      new Thing("b", { name: "beta" }, { deletedWith: a });
    `);
    await test.stack.up();
    assert.deepEqual(steps(await test.stack.destroy()), ["delete b", "delete a"]);
    assert.deepEqual(
      test.world.calls.filter((call) => call.startsWith("delete")),
      ["delete id1"],
    );
  });

  scenario(
    "ignoreChanges keeps the old value, and replaceOnChanges turns an update into a replacement",
    async (test) => {
      test.program(`
      new Thing("a", { name: "alpha", tags: { x: env.X ?? "1", y: env.X ?? "1" } }, { ignoreChanges: ["tags.x"] });
      new Thing("b", { name: "beta", size2: env.X ?? "1" }, { replaceOnChanges: ["size2"] });
    `);
      await test.stack.up();
      const up = await test.stack.up({ env: { X: "2" } });
      assert.deepEqual(steps(up).sort(), ["create-replacement b", "delete-replaced b", "replace b", "update a"]);
      assert.deepEqual((await test.state("a"))?.inputs.tags, { x: "1", y: "2" });
      const replace = stepEvents(up).find(({ op }) => op === "replace");
      assert.deepEqual(replace?.detailedDiff, { size2: { kind: "update-replace", inputDiff: true } });
    },
  );

  scenario(
    "deleteBeforeReplace also deletes dependents that must be replaced, and survives a failure in between",
    async (test) => {
      test.program(`
      const a = new Thing("a", { name: "alpha", kind: env.KIND ?? "k" }, { deleteBeforeReplace: true });
      new Thing("b", { name: "beta", kind: a.id });
      new Thing("c", { name: "gamma", other: a.id });
    `);
      await test.stack.up();
      test.world.calls = [];
      test.world.before = (call) => {
        if (call === "create alpha") throw new Error("not now");
      };
      const failed = await test.stack.up({ env: { KIND: "other" } });
      assert.deepEqual(steps(failed), [
        "delete-replaced b",
        "delete-replaced a",
        "replace a",
        "failed create-replacement a",
      ]);
      assert.deepEqual(test.world.calls, ["delete id2", "delete id1", "create alpha"]);

      test.world.before = undefined;
      test.world.calls = [];
      const up = await test.stack.up({ env: { KIND: "other" } });
      assert.deepEqual(up.errors, []);
      assert.deepEqual(
        steps(up).filter((step) => !step.endsWith(" c")),
        ["replace a", "create-replacement a", "replace b", "create-replacement b"],
      );
      // Seen on the real engine: the resource that an earlier run has deleted differs. A dependent of this run is only
      // replaced with it.
      const replaced = (result: typeof up) =>
        stepEvents(result).flatMap(({ op, phase, name, diffs }) =>
          op === "replace" && phase === "done" ? [[name, diffs]] : [],
        );
      assert.deepEqual(replaced(up), [
        ["a", ["kind"]],
        ["b", ["kind"]],
      ]);
      assert.deepEqual(up.changes, { same: 1, replace: 2, update: 1 });
      assert.deepEqual(test.world.calls.slice().sort(), ["create alpha", "create beta", "update id3"]);
      assert.equal((await test.stack.exportState()).resources.filter(({ custom }) => custom).length, 4);
      assert.deepEqual(replaced(await test.stack.up({ env: { KIND: "third" } })), [
        ["a", ["kind"]],
        ["b", undefined],
      ]);
    },
  );

  scenario("aliases find a moved resource and its children", async (test) => {
    test.program(`
      const g = new Group("old", {});
      const a = new Thing("old-a", { name: "alpha" }, { parent: g });
      new Thing("b", { name: "beta", after: a.id });
    `);
    await test.stack.up();
    test.program(`
      const g = new Group("new", {}, { aliases: [{ name: "old" }] });
      const a = new Thing("new-a", { name: "alpha" }, { parent: g });
      new Thing("b", { name: "beta", after: a.id }, { parent: g, aliases: [{ parent: pulumi.rootStackResource }] });
    `);
    test.world.calls = [];
    const up = await test.stack.up();
    assert.deepEqual(steps(up), ["same new", "same new-a", "same b"]);
    assert.deepEqual(test.world.calls, []);
    assert.deepEqual((await test.state("b"))?.dependencies, [
      "urn:pulumi:dev::proj::test:index:Group$test:index:Thing::new-a",
    ]);
    assert.equal((await test.stack.exportState()).resources.length, 5);
  });

  scenario(
    "transforms change properties and options: first the resource's own, then its parent's, then the stack's",
    async (test) => {
      test.program(`
      const add = (letter) => (args) => ({
        props: { ...args.props, name: args.props.name + letter },
        opts: { ...args.opts, protect: letter === "s" },
      });
      pulumi.runtime.registerResourceTransform((args) => args.type === "test:index:Thing" ? add("s")(args) : undefined);
      const g = new Group("g", { name: "g" }, { transforms: [add("p")] });
      new Thing("a", { name: "x", password: pulumi.secret("hunter2") }, { parent: g, transforms: [add("o")] });
      pulumi.runtime.registerInvokeTransform((args) => ({ args: { ...args.args, value: "changed" }, opts: args.opts }));
      exports.echo = pulumi.runtime.invoke("test:index:echo", { value: "given" }).then((r) => r.echo);
    `);
      const up = await test.stack.up();
      assert.deepEqual(up.errors, []);
      const a = await test.state("a");
      assert.equal(a?.inputs.name, "xops");
      assert.equal(a?.protect, true);
      assert.equal((await test.state("g"))?.inputs.name, "gp");
      assert.deepEqual(up.outputs, { echo: "changed" });
      assert.equal(test.stateText().includes("hunter2"), false);
    },
  );

  scenario(
    "explicit providers are resources with inputs, which can be secret and are updated in place",
    async (test) => {
      test.program(`
      const provider = new TestProvider("mine", { apiKey: pulumi.secret(env.API_KEY_FOR_TEST ?? "first-key") });
      const a = new Thing("a", { name: "alpha" }, { provider });
      exports.plain = pulumi.runtime.invoke("test:index:echo", { value: "v" }, { provider });
      exports.output = pulumi.runtime.invokeOutput("test:index:echo", { value: "v" }, { provider });
    `);
      const up = await test.stack.up();
      assert.deepEqual(steps(up), ["create mine", "create a"]);
      assert.deepEqual(up.changes, { create: 3 });
      assert.deepEqual(test.world.configs, [{ apiKey: "first-key" }]);
      // The SDK's plain `invoke` drops secrecy. `invokeOutput` keeps it.
      assert.deepEqual(up.outputs, {
        plain: { echo: "v", hidden: "hidden-by-provider" },
        output: new Secret({ echo: "v", hidden: "hidden-by-provider" }),
      });
      assert.equal(test.stateText().includes("first-key"), false);
      const next = await test.stack.up({ env: { API_KEY_FOR_TEST: "second-key" } });
      assert.deepEqual(steps(next), ["update mine", "same a"]);
      assert.deepEqual(stepEvents(next)[0]?.diffs, ["apiKey"]);
      test.world.configs = [];
      assert.deepEqual(steps(await test.stack.destroy()), ["delete a", "delete mine"]);
      assert.deepEqual(test.world.configs, [{ apiKey: "second-key" }]);
    },
  );

  scenario("functions fail the program with the provider's reason", async (test) => {
    test.program(`pulumi.runtime.invoke("test:index:echo", { fail: "because" });`);
    assert.match((await test.stack.preview()).errors[0] ?? "", /Invoke of 'test:index:echo' failed: because \(fail\)/);
  });

  scenario(
    "Resource.get reads an unmanaged resource, and removes it from the state without deleting it",
    async (test) => {
      test.world.things.set("theirs", { name: "other", size: 5, token: "t" });
      test.program(`
      const theirs = Thing.get("theirs", env.ID ?? "theirs");
      new Thing("a", { name: theirs.name });
    `);
      const up = await test.stack.up();
      assert.deepEqual(steps(up), ["read theirs", "create a"]);
      assert.deepEqual(up.changes, { create: 2 });
      assert.equal((await test.state("a"))?.inputs.name, "other");
      assert.deepEqual((await test.stack.up({ env: { ID: "nowhere" } })).errors, [
        "resource 'nowhere' does not exist",
        "update failed",
      ]);
      assert.deepEqual(steps(await test.stack.destroy()), ["delete a", "discard theirs"]);
      assert.deepEqual([...test.world.things.keys()], ["theirs"]);
    },
  );

  scenario(
    "refresh updates the state from Fastly, and up --refresh restores what the program declares",
    async (test) => {
      test.program(`
      const a = new Thing("a", { name: "alpha" });
      new Thing("b", { name: "beta", after: a.id });
    `);
      await test.stack.up();
      assert.deepEqual((await test.stack.refresh()).changes, { same: 3 });
      test.world.things.delete("id1");
      test.world.things.set("id2", { ...test.world.things.get("id2"), color: "drifted" });
      const refresh = await test.stack.refresh();
      assert.deepEqual(steps(refresh), ["refresh a", "refresh b"]);
      assert.deepEqual(refresh.changes, { same: 1, delete: 1, update: 1 });
      assert.equal(await test.state("a"), undefined);
      assert.equal((await test.state("b"))?.outputs.color, "drifted");
      assert.deepEqual((await test.state("b"))?.dependencies, []);

      test.world.things.clear();
      const up = await test.stack.up({ refresh: true });
      assert.deepEqual(steps(up), ["refresh b", "create a", "create b"]);
      assert.deepEqual(up.changes, { same: 1, create: 2 });
    },
  );

  scenario("--replace replaces unchanged resources, and --target leaves other resources unchanged", async (test) => {
    test.program(`
      const v = env.V ?? "1";
      new Thing("a", { name: "alpha", v });
      const b = new Thing("b", { name: "beta", v });
      if (env.V) new Thing("c", { name: "gamma", after: b.id });
    `);
    await test.stack.up();
    const replaced = await test.stack.up({ replace: [`${URN}a`] });
    assert.deepEqual(steps(replaced).sort(), ["create-replacement a", "delete-replaced a", "replace a", "same b"]);
    const targeted = await test.stack.up({ target: [`${URN}a`], env: { V: "2" } });
    // Seen on the real engine: a skipped resource counts as same, although the state does not have it.
    assert.deepEqual(steps(targeted).sort(), ["same b", "same c", "update a"]);
    assert.equal(await test.state("c"), undefined);
    assert.equal((await test.state("b"))?.inputs.v, "1");
    const dependent = await test.stack.destroy({ target: [`${URN}a`] });
    assert.deepEqual(steps(dependent), ["delete a"]);
    await test.stack.up({ env: { V: "2" } });
    const refused = await test.stack.destroy({ target: [`${URN}b`] });
    assert.equal(
      refused.errors[0],
      `Resource '${URN}c' will be destroyed but was not specified in --target list.
Either include resource in --target list or pass --target-dependents to proceed.`,
    );
  });

  // Seen on the real engine. `up` and `destroy` do everything that they can before they report this.
  scenario("--target and --replace refuse a resource that is neither in the stack nor in its program", async (test) => {
    test.program(`new Thing("a", { name: "alpha" });`);
    const unknown = [`${URN}gone`];
    const up = await test.stack.up({ target: unknown });
    const told = [`Target '${URN}gone' could not be found in the stack. Did you forget to escape $ in your shell?`];
    assert.deepEqual([up.exitCode, up.errors, steps(up)], [1, told, ["same a"]]);
    await test.stack.up();
    for (const operation of ["preview", "up"] as const) {
      const replaced = await test.stack[operation]({ replace: unknown });
      assert.deepEqual([replaced.errors, steps(replaced)], [told, []], operation);
    }
    for (const operation of ["refresh", "destroy"] as const) {
      const { errors } = await test.stack[operation]({ target: [...unknown, `${URN}a`] });
      assert.deepEqual(errors, told, operation);
    }
    assert.equal(await test.state("a"), undefined);
  });

  scenario("references to resources pass through components and state", async (test) => {
    test.program(`
      const a = new Thing("a", { name: "alpha" });
      const g = new Group("g", { thing: a });
      new Thing("b", { name: "beta", after: a });
      exports.thing = a;
    `);
    const up = await test.stack.up();
    assert.deepEqual(up.errors, []);
    assert.deepEqual((await test.state("g"))?.inputs.thing, {
      "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
      urn: `${URN}a`,
      id: "id1",
    });
    assert.equal((await test.state("b"))?.outputs.after, "id1");
    assert.deepEqual(steps(await test.stack.up()).sort(), ["same a", "same b", "same g"]);
    assert.deepEqual(diagnostics(up, "warning"), []);
  });
});
