import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { openRehearsals } from "../../../local/dev/rehearsal";
import { openSpareProcess } from "../../../local/engine";
import { linkPackages } from "../../support/packages";
import { makeProject, removeProjects } from "../../support/project";

/** The leftovers of rehearsals in the process that a program gets. */
const RUNNER = `
const { getStore } = require("@pulumi/pulumi/runtime/state");
const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
const { options } = getStore().settings;
void debuggablePromise(new Promise(() => {}));
getStore().terminated = process.env.TERMINATED === "true";
process.stdout.write(JSON.stringify({ options, 
  listeners: process.eventNames().map((name) => String(name) + " " + process.listenerCount(name)),
  globals: Object.keys(globalThis),
  environment: process.env,
  handles: process.getActiveResourcesInfo(),
}));
`;

describe("rehearsals of `dev`", function () {
  this.timeout(120_000);
  after(removeProjects);

  it("deploy a separate service in the spare process, and leave nothing in it or on disk", async () => {
    const own = () => readdirSync(tmpdir()).filter((name) => name.startsWith("fastly-compute-rehearsal-"));
    const before = own();
    const directory = makeProject({ "package.json": "{}" });
    linkPackages(directory);
    const runner = join(directory, "runner.js");
    writeFileSync(runner, RUNNER);
    const went: boolean[] = [];
    const rehearsals = openRehearsals();
    const rehearsed = openSpareProcess(async (run) => {
      const ok = await rehearsals.rehearse(run);
      went.push(ok);
      return ok;
    });
    const loaded = openSpareProcess();
    /** The output and the end of a spare process. */
    const left = async (spare: typeof loaded, isReady: () => boolean, env: NodeJS.ProcessEnv) => {
      const run = async () => {
        const start = { directory, runner, args: [], env: { PATH: process.env.PATH, ...env } };
        const child = await spare.start(start, () =>
          spawn(process.execPath, ["-e", ""], { stdio: ["ignore", "pipe", "pipe", "ipc"] }),
        );
        const code = new Promise((resolve) => child.once("close", resolve));
        const said = [child.stdout, child.stderr].map((stream) => text(stream as NonNullable<typeof stream>));
        return [...(await Promise.all(said)), await code];
      };
      await run();
      spare.prepare();
      for (let tries = 0; !isReady() && tries < 2_000; tries++) await delay(20);
      return run();
    };
    try {
      for (const [n, env] of [{ PULUMI_NODEJS_PROJECT: "shop" }, { TERMINATED: "true" }].entries()) {
        const asLoaded = await left(loaded, () => true, env);
        assert.deepEqual(await left(rehearsed, () => went.length === 3 * (n + 1), env), asLoaded);
        assert.equal(asLoaded.at(-1), 1 - n);
      }
      assert.deepEqual(went, Array(6).fill(true));
    } finally {
      await rehearsed.close();
      await loaded.close();
      await rehearsals.close();
    }
    assert.deepEqual(own(), before);
  });
});
