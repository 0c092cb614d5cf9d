// How `npm test` runs: see CONTRIBUTING.md.
const {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
} = require("node:fs");
const { availableParallelism, tmpdir, userInfo } = require("node:os");
const { join } = require("node:path");

const DURATIONS = join(__dirname, "tests/durations.json");
/** `TEST_JOB` names one of them; without it, all run. */
const JOBS = {
  component: (file) => !file.startsWith("tests/local/"),
  local: (file) => file.startsWith("tests/local/"),
};

const seconds = existsSync(DURATIONS) ? JSON.parse(readFileSync(DURATIONS, "utf8")) : {};
const job = process.env.TEST_JOB;
if (job && !Object.hasOwn(JOBS, job)) {
  throw new Error(`TEST_JOB is one of ${Object.keys(JOBS).join(", ")}, and not ${job}`);
}
const files = readdirSync(join(__dirname, "tests"), { recursive: true })
  .map((name) => `tests/${name.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".test.ts") && (!job || JOBS[job](file)));

/** A file system in memory, on Linux. What tests write is gone when they end, and a disk takes a tenth of their time. */
const MEMORY = "/dev/shm";
const OWN = "fct-";
const ENOUGH_BYTES = 4_000_000_000;

if (process.env.TMPDIR === undefined && isOfUse(MEMORY)) {
  removeLeftOver();
  const directory = mkdtempSync(join(MEMORY, `${OWN}${process.pid}-`));
  keepCompiled(directory);
  process.env.TMPDIR = directory;
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
}

function isOfUse(directory) {
  try {
    accessSync(directory, constants.W_OK);
    const { bavail, bsize } = statfsSync(directory);
    const [, options = ""] =
      new RegExp(`^\\S+ ${directory} \\S+ (\\S+)`, "m").exec(readFileSync("/proc/mounts", "utf8")) ?? [];
    return bavail * bsize > ENOUGH_BYTES && !options.split(",").includes("noexec");
  } catch {
    return false;
  }
}

/** What tsx has compiled is not for one run: it keeps that in the directory for temporary files, by this name. */
function keepCompiled(directory) {
  const name = `tsx-${userInfo().uid}`;
  const kept = join(tmpdir(), name);
  mkdirSync(kept, { recursive: true });
  symlinkSync(kept, join(directory, name));
}

/** Of runs that were killed: it would stay in memory. */
function removeLeftOver() {
  for (const name of readdirSync(MEMORY)) {
    const [, pid] = new RegExp(`^${OWN}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      rmSync(join(MEMORY, name), { recursive: true, force: true });
    }
  }
}

module.exports = {
  // What a file of tests changes of its process, and does not put back, fails it: another file would see that.
  require: [
    "tsx/cjs",
    "./tests/support/ownState.ts",
    "./tests/support/project.ts",
    "./sdk/fast.ts",
    "./tests/support/unchanged.ts",
  ],
  reporter: "./tests/support/reporter.ts",
  // The longest first: one of them that begins last would run alone. `TEST_DURATIONS=1` records how long each takes.
  spec: files.sort((a, b) => (seconds[b] ?? 0) - (seconds[a] ?? 0) || (a < b ? -1 : 1)),
  timeout: 120_000,
  parallel: true,
  // One more than there are processors: tests of processes wait for them.
  jobs: Math.min(4, availableParallelism() + 1),
  // What a test makes is mostly garbage soon, and a worker runs a hundred files.
  "node-option": ["min-semi-space-size=32", "max-semi-space-size=64"],
};
