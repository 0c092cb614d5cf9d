import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnostics, scenarios, steps, type TestStack } from "./harness";

describe("a deployment in which something fails", () => {
  const scenario = scenarios({ cancelGraceMs: 0 });

  scenario("stops new work, waits for running work, and the next run continues there", async (test) => {
    test.program(`
      const slow = new Thing("slow", { name: "slow" });
      const bad = new Thing("bad", { name: "bad" });
      new Thing("later", { name: "later", after: bad.id });
      exports.size = slow.size;
    `);
    // "bad" fails only once "slow" has started, and "slow" ends only once "bad" has failed.
    const begun = signal();
    const failed = signal();
    test.world.before = async (call) => {
      if (call === "create slow") {
        begun.give();
        await failed.given;
      }
      if (call === "create bad") {
        await begun.given;
        throw new Error("the API said no");
      }
    };
    const first = await test.stack.up({
      onEvent: (event) => {
        if (event.kind === "step" && event.phase === "failed") failed.give();
      },
    });
    assert.equal(first.ok, false);
    assert.equal(first.exitCode, 1);
    assert.deepEqual(first.errors, ["the API said no", "update failed"]);
    assert.deepEqual(steps(first), ["failed create bad", "create slow"]);
    assert.deepEqual(first.changes, { create: 2 });
    assert.equal((await test.state("slow"))?.id, "id1");
    assert.equal(await test.state("bad"), undefined);
    assert.deepEqual(pendingOperations(test), []);

    test.world.before = undefined;
    const second = await test.stack.up();
    assert.deepEqual(steps(second).sort(), ["create bad", "create later", "same slow"]);
    assert.equal(second.exitCode, 0);
  });

  scenario("keeps what a partial failure created, and the next run updates it without a difference", async (test) => {
    test.program(`
      const half = new Thing("half", { name: "half", half: env.HALF === undefined });
      new Thing("later", { name: "later", after: half.id });
    `);
    const first = await test.stack.up();
    assert.deepEqual(steps(first), ["failed create half"]);
    assert.deepEqual(first.errors, ["1 error occurred:\n\t* only half of it was made", "update failed"]);
    const half = await test.state("half");
    assert.equal(half?.id, "id1");
    assert.deepEqual(half?.initErrors, ["only half of it was made"]);
    assert.equal(half?.outputs.size, 4);

    const preview = await test.stack.preview();
    assert.deepEqual(steps(preview), ["update half", "create later"]);
    const update = preview.events.find((event) => event.kind === "step" && event.op === "update");
    assert.equal(update?.kind === "step" && "diffs" in update, false);

    const second = await test.stack.up();
    assert.deepEqual(steps(second), ["failed update half"]);
    assert.deepEqual((await test.state("half"))?.initErrors, ["only half of it was updated"]);

    const third = await test.stack.up({ env: { HALF: "no" } });
    assert.deepEqual(steps(third), ["update half", "create later"]);
    assert.equal((await test.state("half"))?.initErrors, undefined);
  });

  scenario(
    "forgets a changed component's outputs until it registers them again, as the real engine does",
    async (test) => {
      test.program(`
      const group = new Group("group", { size: Number(env.SIZE ?? 1) });
      const thing = new Thing("thing", { name: "thing", color: env.COLOR }, { parent: group });
      group.registerOutputs({ color: thing.color });
    `);
      const outputs = async () => (await test.state("group"))?.outputs;
      assert.ok((await test.stack.up({ env: { COLOR: "red" } })).ok);
      assert.deepEqual(await outputs(), { color: "red" });
      test.world.before = async (call) => {
        if (call === "update id1") throw new Error("the API said no");
      };
      // Without a change it keeps them.
      assert.equal((await test.stack.up({ env: { COLOR: "blue" } })).ok, false);
      assert.deepEqual(await outputs(), { color: "red" });
      assert.equal((await test.stack.up({ env: { COLOR: "blue", SIZE: "2" } })).ok, false);
      assert.deepEqual(await outputs(), {});
      test.world.before = undefined;
      assert.ok((await test.stack.up({ env: { COLOR: "blue", SIZE: "2" } })).ok);
      assert.deepEqual(await outputs(), { color: "blue" });
    },
  );

  scenario("replaces after a partial failure where #initerror asks for it, but not after a refresh", async (test) => {
    test.program(`new Thing("half", { name: "half", half: true }, { replaceOnChanges: ["#initerror"] });`);
    await test.stack.up();
    const preview = await test.stack.preview();
    assert.deepEqual(steps(preview), ["create-replacement half", "replace half", "delete-replaced half"]);
    const replace = preview.events.find((event) => event.kind === "step" && event.op === "replace");
    assert.deepEqual(replace?.kind === "step" && replace.diffs, ["#initerror"]);

    const refresh = await test.stack.refresh();
    assert.deepEqual(steps(refresh), ["refresh half"]);
    assert.deepEqual(refresh.changes, { same: 2 });
    assert.deepEqual(steps(await test.stack.preview()), ["same half"]);
  });

  scenario("reports inputs that the provider refuses on their resource, before anything is created", async (test) => {
    test.program(`new Thing("a", { name: "alpha", bad: "must be good" });`);
    for (const operation of ["preview", "up"] as const) {
      const result = await test.stack[operation]();
      // The message that the update has failed only comes for steps that were started.
      assert.deepEqual(result.errors, ["test:index:Thing resource 'a': property bad has a problem: must be good"]);
      const error = result.events.find((event) => event.kind === "diagnostic" && event.severity === "error");
      assert.equal(error?.kind === "diagnostic" && error.urn, "urn:pulumi:dev::proj::test:index:Thing::a");
    }
    assert.deepEqual(test.world.calls, []);
  });

  // In this process, as on the Automation API, the SDK says that everything is registered before the error is known.
  scenarios({ process: true })("deletes nothing when the program fails, and shows its error", async (test) => {
    test.program(`new Thing("a", { name: "alpha" }); new Thing("b", { name: "beta" });`);
    await test.stack.up();
    test.program(`
      const a = new Thing("a", { name: "alpha" });
      a.size.apply(() => {
        const error = new pulumi.RunError("thrown in apply");
        // Without this the SDK inspects everything that the error's promise can reach, for up to half a minute.
        error[Symbol.for("nodejs.util.inspect.custom")] = () => error.message;
        throw error;
      });
    `);
    const result = await test.stack.up();
    assert.equal(result.exitCode, 1);
    assert.match(result.errors[0] ?? "", /thrown in apply/);
    assert.deepEqual(result.errors.slice(1), []);
    assert.deepEqual(steps(result), ["same a"]);
    assert.equal(test.world.things.size, 2);

    // 32 is the runner's own code for an error that it has shown. Here it has shown none.
    for (const code of [7, 32]) {
      test.program(`process.exit(${code});`);
      assert.deepEqual((await test.stack.up()).errors, [`the program ended with exit code ${code}`]);
    }
  });

  scenarios({ strict: true })("refuses two resources of one name and what only the real engine does", async (test) => {
    test.program(`new Thing("a", { name: "alpha" }); new Thing("a", { name: "alpha" });`);
    const urn = "urn:pulumi:dev::proj::test:index:Thing::a";
    assert.equal(
      (await test.stack.preview()).errors[0],
      `Duplicate resource URN '${urn}'; try giving it a unique name`,
    );

    const remedy =
      "\nRun the program without --strict: the inputs of a resource then count as its outputs. Or run it with the real `pulumi`.";
    const refused: [program: string, what: string][] = [
      [`new pulumi.StackReference("org/other/dev");`, "resources of type `pulumi:pulumi:StackReference`"],
      [`new pulumi.CustomResource("aws:s3:Bucket", "b", {});`, 'resources of the package "aws"'],
      [
        `new pulumi.CustomResource("test:index:Other", "o", {});`,
        "resources of type `test:index:Other` (the local test provider does not have them)",
      ],
    ];
    test.program(refused.map(([program], index) => `if (env.CASE === "${index}") ${program}`).join("\n"));
    for (const [index, [, what]] of refused.entries()) {
      const result = await test.stack.preview({ env: { CASE: String(index) } });
      assert.equal(
        result.errors[0],
        `The local engine does not support ${what}, and --strict refuses it [engine-strict]${remedy}`,
      );
    }
  });

  scenario("keeps unfinished operations of an aborted run as pending, and warns until a refresh", async (test) => {
    test.program(`
      const a = new Thing("a", { name: "alpha" });
      new Thing("b", { name: "beta", after: a.id });
    `);
    const abort = new AbortController();
    test.world.before = (call) => {
      if (call !== "create beta") return;
      abort.abort();
      return new Promise(() => {});
    };
    const result = await test.stack.up({ signal: abort.signal });
    assert.equal(result.exitCode, 1);
    assert.deepEqual(result.errors, ["the up was cancelled", "update failed"]);
    assert.equal((await test.state("a"))?.id, "id1");
    assert.equal(await test.state("b"), undefined);
    assert.deepEqual(pendingOperations(test), ["creating urn:pulumi:dev::proj::test:index:Thing::b"]);

    test.world.before = undefined;
    const next = await test.stack.up();
    assert.match(
      diagnostics(next, "warning")[0] ?? "",
      /1 pending operations.*\n {2}\* urn:pulumi:dev::proj::test:index:Thing::b, interrupted while creating\n/s,
    );
    assert.deepEqual(steps(next), ["same a", "create b"]);
    await test.stack.refresh();
    assert.deepEqual(pendingOperations(test), []);
    assert.deepEqual(diagnostics(await test.stack.preview(), "warning"), []);
  });

  scenario("leaves a valid state, no lock and no program process when its process is killed", async (test) => {
    test.program(`
      console.log(String(process.pid));
      const a = new Thing("a", { name: "alpha" });
      new Thing("b", { name: "beta", after: a.id });
      setInterval(() => {}, 1000);
    `);
    const run = spawn(
      process.execPath,
      ["-r", "tsx/cjs", join(__dirname, "killedRun.ts"), test.directory, test.stateFile],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const programId = await new Promise<number>((resolve) => {
      run.stdout.once("data", (data) => resolve(Number(data)));
    });
    run.kill("SIGKILL");
    await new Promise((resolve) => run.once("exit", resolve));
    assert.equal((await test.state("a"))?.id, "id1");
    assert.deepEqual(pendingOperations(test), ["creating urn:pulumi:dev::proj::test:index:Thing::b"]);
    for (let tries = 0; isAlive(programId); tries++) {
      assert.ok(tries < 100, "the program outlives the engine");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    test.program(`const a = new Thing("a", { name: "alpha" }); new Thing("b", { name: "beta", after: a.id });`);
    assert.deepEqual(steps(await test.stack.up()), ["same a", "create b"]);
  });
});

/** A process that has ended but that nobody has waited for (Z) is not alive. */
function isAlive(processId: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(processId)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

function pendingOperations(test: TestStack): string[] {
  const { deployment } = JSON.parse(readFileSync(test.stateFile, "utf8")) as {
    deployment: { pending_operations: { type: string; resource: { urn: string } }[] };
  };
  return deployment.pending_operations.map(({ type, resource }) => `${type} ${resource.urn}`);
}

function signal(): { give: () => void; given: Promise<void> } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
}
