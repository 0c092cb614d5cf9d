import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DEV_MANIFEST, DEV_PROGRAM, type DevRun, devProject, startDev } from "../../support/devProject";
import { removeProjects } from "../../support/project";

const SAVES = process.env.TEST_LONG ? 100 : 3;
/** The number of saves until everything that is loaded once is loaded. */
const WARM = process.env.TEST_LONG ? 10 : 0;
const CLIENTS = 3;

interface Kind {
  name: string;
  save(n: number): [file: string, text: string];
  /** The text in the answer at the path when the save is live. */
  at: string;
  shows(n: number): string;
  builds: number;
}

const KINDS: Kind[] = [
  {
    name: "a source",
    save: (n) => ["app/src/page.html", `<h1>page ${n}</h1>`],
    at: "/",
    shows: (n) => `page ${n}<`,
    builds: 1,
  },
  {
    name: "a store item",
    save: (n) => ["app/fastly.toml", DEV_MANIFEST.replace("red", `colour ${n}`)],
    at: "/items",
    shows: (n) => `"colour ${n}"`,
    builds: 0,
  },
  {
    name: "a backend",
    save: (n) => ["index.js", DEV_PROGRAM.replace("one.example", `n${n}.example`)],
    at: "/toml",
    shows: (n) => `n${n}.example`,
    builds: 0,
  },
];

describe("fastly-compute-local dev under load", function () {
  this.timeout(1_800_000);
  const { PATH, TMPDIR } = process.env;
  after(() => {
    Object.assign(process.env, { PATH });
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    removeProjects();
  });

  it(`answers every request during ${SAVES} saves, and leaves no process, file, port or memory behind`, async function () {
    if (process.platform !== "linux" || spawnSync("curl", ["--version"]).status !== 0) {
      console.log("      skipped: needs Linux's /proc, and curl");
      return this.skip();
    }
    const made = devProject();
    const temporary = join(made.directory, "../tmp");
    mkdirSync(temporary);
    Object.assign(process.env, { PATH: made.path, TMPDIR: temporary });
    const idle = held();
    const dev = await startDev(made);
    const load = curls(dev.url);
    const took = new Map<string, number[]>(KINDS.map(({ name }) => [name, []]));
    let before = { ...held(), heap: heap() };
    try {
      for (let n = 0; n < WARM + SAVES; n++) {
        if (n === WARM) {
          before = { ...(await still(dev, temporary)), heap: heap() };
        }
        const kind = KINDS[n % KINDS.length] as Kind;
        const built = made.builds();
        dev.forget();
        const began = performance.now();
        made.save(...kind.save(n));
        while (!(await (await fetch(`${dev.url}${kind.at}`)).text()).includes(kind.shows(n))) {
          assert.ok(performance.now() - began < 60_000, `${kind.name} never came: ${dev.text()}`);
          await delay(10);
        }
        took.get(kind.name)?.push(performance.now() - began);
        await dev.said(/: live: /);
        assert.equal(made.builds() - built, kind.builds, kind.name);
      }
    } finally {
      load.stop();
    }
    const answers = await load.ended;
    const after = { ...(await still(dev, temporary)), heap: heap() };
    report(took, answers, before, after);
    assert.deepEqual(Object.keys(answers), ["200"], `some requests failed: ${JSON.stringify(answers)}`);
    assert.ok((answers["200"] ?? 0) > SAVES, "there was a load");
    if (WARM > 0) {
      assert.ok(after.files <= before.files + 3, `files: ${before.files} before, ${after.files} after`);
      assert.ok((after.heap - before.heap) / SAVES < 50_000, `bytes of memory: ${before.heap}, then ${after.heap}`);
    }
    assert.equal(await dev.end(), 0);
    await until(
      () => readdirSync(temporary).length === 0,
      () => `left: ${readdirSync(temporary).join()}`,
    );
    await until(
      () => held().processes <= idle.processes && held().ports <= idle.ports,
      () => `${JSON.stringify(idle)} at first, ${JSON.stringify(held())} at the end`,
    );
  });
});

/** After the load: one runtime is alive, with its directory and its guard. */
async function still(dev: DevRun, temporary: string): Promise<Held> {
  const runtimes = () => readdirSync(temporary).filter((name) => name.startsWith("fastly-compute-edge-"));
  await until(
    () => runtimes().length === 1,
    () => `${runtimes().length} runtimes: ${dev.text()}`,
  );
  return held();
}

interface Held {
  /** The processes that this process has started. */
  processes: number;
  files: number;
  /** The ports on which this process listens. */
  ports: number;
}

function held(): Held {
  const listening = new Set(
    readFileSync("/proc/self/net/tcp", "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === "0A")
      .map((columns) => columns[9]),
  );
  const links = readdirSync("/proc/self/fd").map((fd) => target(`/proc/self/fd/${fd}`));
  return {
    processes: readdirSync("/proc/self/task").reduce(
      (sum, task) => sum + words(`/proc/self/task/${task}/children`).length,
      0,
    ),
    files: links.length,
    ports: links.filter((link) => listening.has(/^socket:\[(\d+)]$/.exec(link)?.[1])).length,
  };
}

function words(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split(/\s+/).filter(Boolean);
  } catch {
    return [];
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

/** The used bytes after garbage collection. */
function heap(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Clients that send requests all the time, and count the answers. */
function curls(url: string) {
  const answers: Record<string, number> = {};
  let asking = true;
  const options = ["-s", "-o", "/dev/null", "--rate", "40/s", "-w", "%{http_code}\n", `${url}/?[1-20]`];
  const client = async () => {
    while (asking) {
      // A killed curl would lose its counts. So each ends by itself, soon.
      const { stdout } = await promisify(execFile)("curl", options).catch((error: { stdout: string }) => error);
      for (const status of stdout.split("\n").filter(Boolean)) {
        answers[status] = (answers[status] ?? 0) + 1;
      }
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  return {
    stop: () => {
      asking = false;
    },
    ended: Promise.all(clients).then(() => answers),
  };
}

function report(took: Map<string, number[]>, answers: Record<string, number>, before: object, after: object): void {
  for (const [name, all] of took) {
    const sorted = [...all].sort((a, b) => a - b).map(Math.round);
    console.log(
      `      ${name}: median ${sorted[sorted.length >> 1]} ms, longest ${sorted.at(-1)} ms, until it answers`,
    );
  }
  console.log(`      answers by status: ${JSON.stringify(answers)}`);
  console.log(`      held before and after: ${JSON.stringify(before)} ${JSON.stringify(after)}`);
}

async function until(condition: () => boolean, why: () => string): Promise<void> {
  for (let i = 0; !condition(); i++) {
    assert.ok(i < 500, why());
    await delay(20);
  }
}
