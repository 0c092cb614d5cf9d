// How `npm test` runs: see CONTRIBUTING.md.
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { availableParallelism } = require("node:os");
const { join } = require("node:path");
const { useMemory } = require("./tests/support/memory.js");

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

useMemory();

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
