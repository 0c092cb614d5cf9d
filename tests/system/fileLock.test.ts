import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { tryLock, withLock } from "../../sdk/system/fileLock";
import { processSpace } from "../../sdk/system/lockFile";
import { countedBuild, makeProject, removeProjects } from "../package/project";
import { inTemporary } from "../package/support";

/** For separate processes: compiling takes longer than their work. */
const COMPILED = join(__dirname, "../../build/sdk");

describe("withLock", () => {
  const nobodyWaits = () => assert.fail("waited");

  it(
    "runs functions one after another, also after a failure",
    inTemporary(async (directory) => {
      const events: string[] = [];
      const work = (name: string) => async () => {
        events.push(`${name} starts`);
        await delay(5);
        events.push(`${name} ends`);
        if (name === "a") {
          throw new Error("a failed");
        }
        return name;
      };
      const lock = join(directory, "lock");
      const results = await Promise.allSettled(["a", "b"].map((name) => withLock(lock, work(name), nobodyWaits)));
      assert.deepEqual(events, ["a starts", "a ends", "b starts", "b ends"]);
      assert.deepEqual(
        results.map((result) => result.status),
        ["rejected", "fulfilled"],
      );
      assert.equal(existsSync(lock), false);
    }),
  );

  const stale: [title: string, holder: string, ageSeconds: number][] = [
    ["a process of this machine that is gone", `4194999 ${processSpace()}`, 0],
    ["a process of a container with the name of this host, after a minute without a sign", `4194999 ${hostname()}`, 61],
    ["a process of another machine that gave no sign for a minute", "1 elsewhere", 61],
    ["a process whose number another one has now", `${process.ppid} ${processSpace()}`, 61],
  ];
  for (const [title, holder, age] of stale) {
    it(
      `takes over the lock of ${title}`,
      inTemporary(async (directory) => {
        const lock = join(directory, "lock");
        writeFileSync(lock, holder);
        utimesSync(lock, Date.now() / 1000 - age, Date.now() / 1000 - age);
        const content = await withLock(lock, async () => readFileSync(lock, "utf8"), nobodyWaits);
        assert.ok(content.startsWith(`${process.pid} ${processSpace()} `), content);
        assert.equal(existsSync(lock), false);
      }),
    );
  }

  it(
    "is not taken from a process of another container with the same host name",
    inTemporary(async (directory) => {
      assert.match(processSpace(), process.platform === "linux" ? /^\S+\/pid:\[\d+\]$/ : /^\S+$/);
      const file = join(directory, "lock");
      const elsewhere = `4194999 ${hostname()}/pid:[1]`;
      writeFileSync(file, elsewhere);
      assert.deepEqual(tryLock(file), { heldBy: "4194999" });
      assert.equal(readFileSync(file, "utf8"), elsewhere);
    }),
  );

  it(
    "can be tried without waiting, and names its holder",
    inTemporary(async (directory) => {
      const file = join(directory, "lock");
      const lock = tryLock(file);
      assert.ok("release" in lock);
      assert.deepEqual(tryLock(file), { heldBy: String(process.pid) });
      lock.release();
      const again = tryLock(file);
      assert.ok("release" in again);
      again.release();
      assert.deepEqual(readdirSync(directory), []);
    }),
  );

  it(
    "does not release a lock that another process has got meanwhile",
    inTemporary(async (directory) => {
      const file = join(directory, "lock");
      const lock = tryLock(file);
      assert.ok("release" in lock);
      writeFileSync(file, "1 elsewhere 2");
      lock.release();
      assert.equal(readFileSync(file, "utf8"), "1 elsewhere 2");
    }),
  );

  it(
    "refuses a directory in place of the lock",
    inTemporary(async (directory) => {
      mkdirSync(join(directory, "lock"));
      await assert.rejects(
        withLock(join(directory, "lock"), async () => 1, nobodyWaits),
        /is a directory/,
      );
    }),
  );

  it(
    "waits for a running process, until it is aborted",
    inTemporary(async (directory) => {
      const lock = join(directory, "lock");
      writeFileSync(lock, `${process.ppid} ${processSpace()}`);
      const controller = new AbortController();
      const waited: string[] = [];
      const onWait = (pid: string) => {
        waited.push(pid);
        controller.abort();
      };
      await assert.rejects(
        withLock(lock, async () => 1, onWait, controller.signal),
        { name: "AbortError" },
      );
      assert.deepEqual(waited, [String(process.ppid)]);
      assert.equal(readFileSync(lock, "utf8"), `${process.ppid} ${processSpace()}`);
    }),
  );

  describe("with several processes and an abandoned lock", () => {
    const PROCESSES = 5;
    const ROUNDS = process.env.TEST_LONG ? 300 : 15;

    /** Takes each lock that a line names, and says `double` when it was not alone. */
    const worker = `
      const { withLock } = require(${JSON.stringify(join(COMPILED, "system/fileLock"))});
      const { writeFileSync, rmSync } = require("node:fs");
      const { createInterface } = require("node:readline");
      createInterface({ input: process.stdin }).on("line", async (file) => {
        let result = "alone";
        await withLock(file, async () => {
          try { writeFileSync(file + "-in", "", { flag: "wx" }); } catch { result = "double"; }
          await new Promise((resolve) => setTimeout(resolve, 2));
          rmSync(file + "-in", { force: true });
        }, () => {}).catch((error) => { result = String(error); });
        console.log(result);
      });
      console.log("ready");`;

    it(
      `gives the lock to one process at a time, ${ROUNDS} times`,
      inTemporary(async (directory) => {
        const children = Array.from({ length: PROCESSES }, () =>
          spawn(process.execPath, ["-e", worker], { stdio: ["pipe", "pipe", "inherit"] }),
        );
        const said = children.map((child) => createInterface({ input: child.stdout })[Symbol.asyncIterator]());
        const next = () => Promise.all(said.map(async (lines) => (await lines.next()).value));
        try {
          await next();
          const results: Record<string, number> = {};
          for (let round = 0; round < ROUNDS; round++) {
            const file = join(directory, `lock${round}`);
            writeFileSync(file, `4194999 ${processSpace()} ${round}`);
            if (round % 3 === 0) {
              // A process was killed while it took this lock over.
              const digest = createHash("sha256")
                .update(`lock${round}\n${readFileSync(file, "utf8")}`)
                .digest("hex");
              writeFileSync(`${file}.b${digest.slice(0, 16)}`, `4194998 ${processSpace()} ${round}`);
            }
            for (const child of children) {
              child.stdin.write(`${file}\n`);
            }
            for (const result of await next()) {
              results[result] = (results[result] ?? 0) + 1;
            }
          }
          console.log(`        ${ROUNDS} locks left behind, ${PROCESSES} processes each: ${JSON.stringify(results)}`);
          assert.deepEqual(results, { alone: ROUNDS * PROCESSES });
          assert.deepEqual(readdirSync(directory), []);
        } finally {
          for (const child of children) {
            child.kill();
          }
        }
      }),
    );
  });
});

describe("a process that is killed while it takes or releases a lock", () => {
  /** Each function that the lock calls, in its first form. */
  const real = {
    linkSync: fs.linkSync,
    openSync: fs.openSync,
    writeFileSync: fs.writeFileSync,
    renameSync: fs.renameSync,
    rmSync: fs.rmSync,
    readdirSync: fs.readdirSync,
  };
  const lib: { -readonly [name in keyof typeof real]: unknown } = require("node:fs");
  const pid = process.pid;
  const deadPid = 4_194_999;
  const KILLS = process.env.TEST_LONG ? 3 : 2;

  /** Takes and releases the lock in a process that is killed before its step with this number. */
  function killedAt(step: number, file: string, hasLinks: boolean): "killed" | "ended" {
    let steps = 0;
    const next = () => {
      steps += 1;
      if (steps > step) {
        throw new Error("killed");
      }
    };
    for (const [name, call] of Object.entries(real)) {
      lib[name as keyof typeof real] = (...args: unknown[]) => {
        next();
        if (name === "linkSync" && !hasLinks) {
          throw Object.assign(new Error("no links"), { code: "EPERM" });
        }
        if (name === "writeFileSync") {
          // The file exists before its content does.
          const [path, content] = args as [string | number, string];
          real.writeFileSync(path, "");
          next();
          return real.writeFileSync(path, content);
        }
        return (call as (...given: unknown[]) => unknown)(...args);
      };
    }
    Object.defineProperty(process, "pid", { value: deadPid });
    try {
      const lock = tryLock(file);
      assert.ok("release" in lock);
      lock.release();
    } catch (error) {
      assert.ok(steps > step, String(error));
    } finally {
      Object.defineProperty(process, "pid", { value: pid });
      Object.assign(lib, real);
    }
    return steps > step ? "killed" : "ended";
  }

  /** On a file system without links a lock may be left empty. Only its age says that its process is gone. */
  function aMinuteLater(directory: string): void {
    for (const name of readdirSync(directory)) {
      utimesSync(join(directory, name), Date.now() / 1000 - 61, Date.now() / 1000 - 61);
    }
  }

  it(
    "makes another file beside the lock when a sweep has removed an empty one",
    inTemporary(async (directory) => {
      const file = join(directory, "lock");
      let removed = 0;
      lib.linkSync = (from: string, to: string) => {
        if (removed < 3) {
          removed += 1;
          real.rmSync(from);
        }
        return real.linkSync(from, to);
      };
      try {
        const lock = tryLock(file);
        assert.ok("release" in lock);
        lock.release();
      } finally {
        Object.assign(lib, real);
      }
      assert.equal(removed, 3);
      assert.deepEqual(readdirSync(directory), []);
    }),
  );

  for (const [system, hasLinks] of [
    ["with links", true],
    ["without links", false],
  ] as const) {
    it(
      `leaves a lock that the next process can take, on a file system ${system}, after up to ${KILLS} kills`,
      inTemporary(async (parent) => {
        let tried = 0;
        const continueFrom = (kills: number[]) => {
          for (let step = 0; ; step++) {
            const directory = mkdtempSync(join(parent, "d"));
            const file = join(directory, "lock");
            let last: "killed" | "ended" = "ended";
            for (const kill of [...kills, step]) {
              last = killedAt(kill, file, hasLinks);
              if (!hasLinks) {
                aMinuteLater(directory);
              }
            }
            const title = `killed at steps ${[...kills, step].join(", ")}: ${readdirSync(directory).join(" ")}`;
            const lock = tryLock(file);
            assert.ok("release" in lock, title);
            assert.deepEqual(readdirSync(directory), ["lock"], title);
            lock.release();
            assert.deepEqual(readdirSync(directory), [], title);
            real.rmSync(directory, { recursive: true });
            tried += 1;
            if (last === "ended") {
              return;
            }
            if (kills.length < KILLS - 1) {
              continueFrom([...kills, step]);
            }
          }
        };
        continueFrom([]);
        assert.ok(tried > 200, String(tried));
        console.log(`        ${tried} ways to be killed`);
      }),
    );
  }
});

describe("two processes in one directory", () => {
  afterEach(removeProjects);

  /** Another process that makes the package of the project. */
  function otherProcess(directory: string, build: string): ChildProcess {
    const program = `
      const { makePackage } = require(${JSON.stringify(join(COMPILED, "package"))});
      makePackage({
        directory: ${JSON.stringify(directory)}, name: "app", scripts: { build: ${JSON.stringify(build)}, envVars: [] },
        manifestText: 'name = "app"\\n', manifestName: "app/fastly.toml", preview: true, log() {},
      }).then((made) => process.stdout.write(String(made.built)));`;
    return spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  }

  it("build once", async () => {
    const project = makeProject();
    const build = `sleep 0.5; ${countedBuild}`;
    const others = [1, 2].map(() => otherProcess(project.directory, build));
    const outputs = await Promise.all(
      others.map(async (child) => {
        const [chunk] = await once(child.stdout as NodeJS.ReadableStream, "data");
        return String(chunk);
      }),
    );
    assert.deepEqual(outputs.sort(), ["false", "true"]);
    assert.equal(project.builds(), 1);
  });

  it("build again, correctly, after the first one was killed during its build", async () => {
    const project = makeProject();
    const slow = `printf half > bin/main.wasm; echo $$ > ../child; sleep 100; ${countedBuild}`;
    const other = otherProcess(project.directory, slow);
    const child = join(project.parent, "child");
    while (!existsSync(child) || readFileSync(child, "utf8") === "") {
      await delay(20);
    }
    const pid = Number(readFileSync(child, "utf8"));
    other.kill("SIGKILL");
    await once(other, "exit");
    assert.equal((await project.make())?.built, true);
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "one");
    while (isRunning(pid)) {
      await delay(20);
    }
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "one");
    assert.equal(project.builds(), 1);
  });

  function isRunning(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
      return false;
    }
  }
});
