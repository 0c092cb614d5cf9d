import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { openSpareProcess, type Rehearse } from "../../../local/engine/spare/spareProcess";
import { makeProject, removeProjects } from "../../support/project";

const RUNNER = `
const { env, argv } = process;
globalThis.globalStore ??= { ofThisRun: true };
console.log(JSON.stringify({ argv: argv.slice(1), mark: env.MARK, gone: env.GONE, isMain: require.main === module, loaded: globalThis.loaded, store: globalThis.globalStore, rehearsed: globalThis.rehearsed, left: globalThis.left }));
`;

/** The parts of the SDK that a rehearsal needs, and a component that reports its arguments. */
const PACKAGES = {
  "node_modules/@pulumi/pulumi/index.js": `exports.runtime = {
    resetOptions: (...options) => { globalThis.options = options; },
    setAllConfig: (config, keys) => { globalThis.config = [config, keys]; },
    runInPulumiStack: (program) => program(),
    disconnect: async () => {},
  };`,
  "node_modules/@pulumi/pulumi/runtime/state.js":
    "exports.withLocalStorage = (work) => work(); exports.getStore = () => ({});",
  "node_modules/pulumi-fastly-compute/index.js": `globalThis.loaded = 1; globalThis.rehearsed = []; globalThis.globalStore = { resourceModules: 7 };
    exports.ComputeService = class { constructor(name, args) {
      console.log("said by a rehearsal");
      if (args.fails) throw new Error("no");
      globalThis.left = 1;
      rehearsed.push({ name, args, options, config, mark: process.env.MARK });
    } };`,
};

const OPTIONS = {
  ...{ project: "shop", stack: "dev", organization: "none", parallel: 16, address: "127.0.0.1:1", dryRun: false },
  ...{ config: { "a:b": "c" }, secretConfigKeys: ["a:b"], env: { MARK: "rehearsal" }, typescript: undefined },
  onOutput: () => {},
};

const rehearseWith =
  (service: object): Rehearse =>
  async (run) => {
    const program = run(service, OPTIONS);
    const { exitCode } = await program.ended;
    // Like the engine.
    program.kill();
    return exitCode === 0;
  };

describe("a spare process", function () {
  this.timeout(60_000);
  after(removeProjects);

  const opened = (rehearse?: Rehearse) => {
    const directory = makeProject({ "package.json": "{}", "runner.js": RUNNER, ...PACKAGES });
    const runner = join(directory, "runner.js");
    const spare = openSpareProcess(rehearse);
    let made = 0;
    const startNew = (): ChildProcess => {
      made += 1;
      return spawn(process.execPath, [runner, "new"], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    };
    const run = async () => {
      const env = { PATH: process.env.PATH, ...(made < 2 && { GONE: "1" }), MARK: `run ${made}` };
      const child = await spare.start({ directory, runner, args: ["--stack", "dev"], env }, startNew);
      const ended = new Promise((resolve) => child.once("close", resolve));
      const said = await text(child.stdout as NonNullable<typeof child.stdout>);
      await ended;
      spare.prepare();
      return JSON.parse(said);
    };
    return { directory, spare, run, made: () => made };
  };

  it("runs a program like a new process, and is not used after a loaded module has changed", async () => {
    const { directory, spare, run, made } = opened();
    try {
      assert.deepEqual((await run()).argv.slice(1), ["new"]);
      const answer = await run();
      assert.deepEqual(answer, {
        argv: [join(directory, "runner.js"), "--stack", "dev"],
        mark: "run 1",
        gone: "1",
        isMain: true,
        loaded: 1,
        rehearsed: [],
        store: { ofThisRun: true, resourceModules: 7 },
      });
      assert.equal(made(), 1);

      await delay(500);
      utimesSync(join(directory, "node_modules/pulumi-fastly-compute/index.js"), 1, 1);
      assert.equal((await run()).loaded, undefined);
      assert.equal(made(), 2);
      assert.equal((await run()).gone, undefined);
    } finally {
      await spare.close();
    }
  });

  it("rehearses in advance, and the program neither sees nor prints anything of that", async () => {
    let times = 0;
    const { spare, run, made } = opened((program) => {
      times += 1;
      return rehearseWith({ directory: "app" })(program);
    });
    try {
      await run();
      await until(() => times === 3);
      const { rehearsed, mark, store, left } = await run();
      assert.equal(left, undefined);
      const { options, config } = rehearsed[0];
      assert.deepEqual(options, ["shop", "dev", 16, "127.0.0.1:1", "127.0.0.1:1", false, "none"]);
      assert.deepEqual(config, [{ "a:b": "c" }, ["a:b"]]);
      assert.deepEqual(
        rehearsed.map(({ name, args, mark }: { name: string; args: object; mark: string }) => ({ name, args, mark })),
        Array(3).fill({ name: "rehearsal", args: { directory: "app" }, mark: "rehearsal" }),
      );
      assert.equal(mark, "run 1");
      assert.deepEqual(store, { ofThisRun: true, resourceModules: 7 });
      assert.equal(made(), 1);
    } finally {
      await spare.close();
    }
  });

  it("finishes its rehearsal before an early program, and begins no other one then", async () => {
    let begun = () => {};
    const first = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const { spare, run, made } = opened(async (program) => {
      begun();
      await delay(200);
      return rehearseWith({})(program);
    });
    try {
      await run();
      await first;
      assert.equal((await run()).rehearsed.length, 1);
      assert.equal(made(), 1);
    } finally {
      await spare.close();
    }
  });

  it("stops rehearsing after the first failure", async () => {
    let times = 0;
    const { spare, run, made } = opened((program) => {
      times += 1;
      return rehearseWith({ fails: true })(program);
    });
    try {
      await run();
      await until(() => times === 1);
      assert.deepEqual((await run()).argv.slice(1), ["new"]);
      assert.deepEqual((await run()).argv.slice(1), ["--stack", "dev"]);
      assert.equal(times, 1);
      assert.equal(made(), 2);
    } finally {
      await spare.close();
    }
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 1000, "it never came");
    await delay(20);
  }
}
