// The directory in which tests write. On Linux it is a file system in memory, which is gone when the run ends. A disk
// takes a tenth of the tests' time.
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
const { tmpdir, userInfo } = require("node:os");
const { join } = require("node:path");

const MEMORY = "/dev/shm";
const OWN = "fct-";
const ENOUGH_BYTES = 4_000_000_000;

/** Sets `TMPDIR` of this process and its children to that directory, unless it has a value. */
function useMemory() {
  if (process.env.TMPDIR === undefined && isOfUse(MEMORY)) {
    removeLeftOver();
    const directory = mkdtempSync(join(MEMORY, `${OWN}${process.pid}-`));
    keepCompiled(directory);
    process.env.TMPDIR = directory;
    process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  }
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

/** The output of tsx is for more than one run. tsx keeps it in the temporary directory, under this name. */
function keepCompiled(directory) {
  const name = `tsx-${userInfo().uid}`;
  const kept = join(tmpdir(), name);
  mkdirSync(kept, { recursive: true });
  symlinkSync(kept, join(directory, name));
}

/** Removes the directories of killed runs: they would stay in memory. */
function removeLeftOver() {
  for (const name of readdirSync(MEMORY)) {
    const [, pid] = new RegExp(`^${OWN}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      rmSync(join(MEMORY, name), { recursive: true, force: true });
    }
  }
}

module.exports = { useMemory };
