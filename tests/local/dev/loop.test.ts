import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { createLoop, type Round } from "../../../local/dev/loop";
import { createRounds, deployedBy } from "../../../local/dev/round";
import type { ResourceState } from "../../../local/engine/contract";
import type { Stack } from "../../../local/stack";

const ROUND: Round = { ok: true, answers: true, errors: [], took: { deploy: 1234 }, changes: { same: 3, update: 1 } };

describe("the loop of dev", () => {
  it("stops when each round causes the next one, names the file, and continues after another change", async () => {
    const rounds: Round[] = [];
    let loop: ReturnType<typeof createLoop> | undefined;
    loop = createLoop({
      deploy: async () => {
        await delay(0);
        loop?.changed(["made.txt"]);
        return ROUND;
      },
      begun: () => {},
      ended: (round) => void rounds.push(round),
    });
    loop.changed(["made.txt"]);
    await loop.idle();
    assert.equal(rounds.length, 11);
    assert.match(
      rounds.at(-1)?.errors.join() ?? "",
      /^Each build starts the next one, because a build writes made\.txt/,
    );
    assert.deepEqual(rounds.at(-2)?.errors, []);
    loop.changed(["made.txt"]);
    await loop.idle();
    assert.equal(rounds.length, 11, "it waits for another file");
    loop.changed(["src/main.ts"]);
    await loop.idle();
    assert.ok(rounds.length > 11);
    await loop.stop();
  });

  it("accepts a file that is saved often", async () => {
    let rounds = 0;
    const ended = () => {
      rounds += 1;
    };
    const loop = createLoop({ deploy: async () => ROUND, begun: () => {}, ended });
    for (let n = 0; n < 30; n += 1) {
      loop.changed([n % 2 ? "a" : "b"]);
      await loop.idle();
    }
    assert.equal(rounds, 30);
  });

  it("runs one round at a time, and one more for all changes meanwhile", async () => {
    const told: string[] = [];
    let release = () => {};
    const loop = createLoop({
      deploy: async () => {
        told.push("deploy");
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return ROUND;
      },
      begun: (why) => void told.push(`begun ${why.join(" ")}`),
      ended: () => void told.push("ended"),
    });
    loop.changed(["a"]);
    loop.changed(["b"]);
    await delay(1);
    loop.changed(["c"]);
    loop.changed(["c", "b"]);
    release();
    await delay(1);
    release();
    await loop.idle();
    assert.deepEqual(told, ["begun a", "deploy", "ended", "begun b c", "deploy", "ended"]);
    await loop.stop();
    loop.changed(["d"]);
    await loop.idle();
    assert.equal(told.filter((line) => line.startsWith("begun")).length, 2);
  });
});

describe("a round that does not end", () => {
  /** Rounds that only end on command, except those after the first. */
  function hanging(patienceMs: number) {
    const told: string[] = [];
    let rounds = 0;
    const loop = createLoop({
      patienceMs,
      deploy: async (signal) => {
        rounds += 1;
        if (rounds === 1) await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return ROUND;
      },
      begun: (why) => void told.push(`begun ${why}`),
      ended: () => void told.push("ended"),
    });
    return { told, loop };
  }

  it("is aborted some time after the program is saved, and not after other files", async () => {
    const { told, loop } = hanging(20);
    loop.changed(["a"]);
    loop.changed(["app"]);
    await delay(40);
    assert.deepEqual(told, ["begun a"]);
    loop.programChanged(["index.ts"]);
    await loop.idle();
    assert.deepEqual(told, ["begun a", "begun app,index.ts", "ended"]);
  });

  it("is not aborted too early", async () => {
    const { told, loop } = hanging(60_000);
    loop.changed(["a"]);
    loop.programChanged(["b"]);
    await delay(5);
    assert.deepEqual(told, ["begun a"]);
    await loop.stop();
    assert.deepEqual(told, ["begun a"]);
  });

  it("is aborted at once by the key r", async () => {
    const { told, loop } = hanging(60_000);
    loop.changed(["a"]);
    loop.again(["the key r"]);
    await loop.idle();
    assert.deepEqual(told, ["begun a", "begun the key r", "ended"]);
  });
});

describe("a deployment of dev", () => {
  const failing = { ok: false, errors: ["the program failed"], changes: {}, events: [] };

  function rounds(ups: (() => Promise<unknown>)[], edges: (() => Promise<void>)[]) {
    return createRounds({
      openStack: () => ({ up: ups.shift() }) as unknown as Stack,
      fastly: { settled: () => edges.shift()?.() ?? Promise.resolve() },
      deployed: async () => {},
      service: () => "id",
    });
  }
  const deployed = async () => ({ ok: true, errors: [], changes: { update: 1 }, events: [] });
  const { signal } = new AbortController();

  it("reports whether a version answers, also when later ones fail", async () => {
    const broken = async () => Promise.reject(new Error("the runtime did not start"));
    const round = rounds(
      [async () => failing, deployed, async () => failing, deployed, async () => failing, deployed],
      [broken, async () => {}, broken, async () => {}],
    );
    const results = [];
    for (let i = 0; i < 6; i++) results.push(await round(signal));
    assert.deepEqual(
      results.map(({ ok, answers, errors }) => [ok, answers, ...errors]),
      [
        [false, false, "the program failed"],
        [true, true],
        [false, true, "the program failed"],
        [false, false, "the runtime did not start"],
        [false, false, "the program failed"],
        [true, true],
      ],
    );
  });

  it("fails when the project cannot be read, and waits for no runtime when dev is ending", async () => {
    const parts = {
      fastly: { settled: () => new Promise<void>(() => {}) },
      deployed: async () => {},
      service: () => "id",
    };
    const broken = () => assert.fail("Pulumi.yaml is broken");
    const unreadable = createRounds({ ...parts, service: () => undefined, openStack: broken });
    assert.deepEqual((await unreadable(signal)).errors, ["Pulumi.yaml is broken"]);
    const ending = new AbortController();
    const waiting = createRounds({ ...parts, openStack: () => ({ up: deployed }) as unknown as Stack })(ending.signal);
    await delay(1);
    ending.abort();
    await waiting;
  });

  it("shows the program's output when the error only has its exit code", async () => {
    const said = (message: string, more = {}) => ({ kind: "diagnostic", severity: "info", message, ...more });
    const events = [
      said("Error: no such property\n"),
      said("built", { urn: "urn:x" }),
      said("50 %", { ephemeral: true }),
    ];
    const ended = { ...failing, errors: ["the program ended with exit code 32", "update failed"], events };
    const { errors } = await rounds([async () => ended], [])(signal);
    assert.deepEqual(errors, ["Error: no such property\nthe program ended with exit code 32", "update failed"]);
  });

  it("uses the live version when the first round fails", async () => {
    const round = rounds([async () => failing, async () => failing], [async () => {}]);
    assert.deepEqual(
      [await round(signal), await round(signal)].map(({ ok, answers }) => [ok, answers]),
      [
        [false, true],
        [false, true],
      ],
    );
  });

  it("lists the services of its stack, and of no other stack", () => {
    const resource = (type: string, id: string, inputs = {}) => ({ type, id, inputs }) as unknown as ResourceState;
    assert.deepEqual(
      deployedBy(
        [
          resource("fastly-compute:index:ComputeService", "", { name: "shop", manifest: "app/fastly.toml" }),
          resource("fastly:index/serviceCompute:ServiceCompute", "a"),
          resource("fastly:index/kvstore:Kvstore", "b"),
        ],
        "/p",
      ),
      { apps: new Map([["shop", "/p/app"]]), services: ["a"] },
    );
  });
});
