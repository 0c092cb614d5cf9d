import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { openSpareProcess } from "../../../local/engine/spareProcess";
import { makeProject, removeProjects } from "../../support/project";

const RUNNER = `
const { env, argv } = process;
globalThis.globalStore ??= { ofThisRun: true };
console.log(JSON.stringify({ argv: argv.slice(1), mark: env.MARK, gone: env.GONE, isMain: require.main === module, loaded: globalThis.loaded, store: globalThis.globalStore }));
`;

describe("a spare process", function () {
  this.timeout(60_000);
  after(removeProjects);

  it("runs a program as a new one would, and is not used where a module that it has loaded has changed", async () => {
    const directory = makeProject({
      "package.json": "{}",
      "runner.js": RUNNER,
      "node_modules/pulumi-fastly-compute/index.js":
        "globalThis.loaded = 1; globalThis.globalStore = { resourceModules: 7 };",
    });
    const runner = join(directory, "runner.js");
    const spare = openSpareProcess();
    let made = 0;
    const startNew = (): ChildProcess => {
      made += 1;
      return spawn(process.execPath, [runner, "new"], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    };
    const run = async () => {
      const env = { PATH: process.env.PATH, ...(made < 2 && { GONE: "1" }), MARK: `run ${made}` };
      const child = spare.start({ directory, runner, args: ["--stack", "dev"], env }, startNew);
      const ended = new Promise((resolve) => child.once("close", resolve));
      const said = await text(child.stdout as NonNullable<typeof child.stdout>);
      await ended;
      return JSON.parse(said);
    };
    /** Runs until the spare has loaded. */
    const spared = async () => {
      for (let tries = 0; tries < 100; tries++) {
        const before = made;
        const answer = await run();
        if (made === before) return answer;
        await delay(200);
      }
      assert.fail("it never was taken");
    };
    try {
      assert.deepEqual((await run()).argv, [runner, "new"]);
      made = 1;
      const answer = await spared();
      assert.deepEqual(answer.argv, [runner, "--stack", "dev"]);
      assert.equal(answer.mark, `run ${made}`);
      assert.equal(answer.isMain, true);
      assert.equal(answer.loaded, 1);
      assert.deepEqual(answer.store, { ofThisRun: true, resourceModules: 7 });

      await delay(1_000);
      const before = made;
      utimesSync(join(directory, "node_modules/pulumi-fastly-compute/index.js"), 1, 1);
      await run();
      assert.equal(made, before + 1);
    } finally {
      spare.close();
    }
  });
});
