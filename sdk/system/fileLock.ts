import { randomBytes } from "node:crypto";
import { closeSync, linkSync, openSync, readdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readRegularText } from "./files";
import { isAlive } from "./processes";
import { sha256 } from "./sha256";
import { rmSync, statSync } from "./stats";

/** How often a waiting process checks the lock, and how often the holder shows that it is alive. */
const pollMilliseconds = 100;
const beatMilliseconds = 5_000;
/** The process of a lock that was not touched for this long is gone, here or on another machine. */
const staleMilliseconds = 60_000;

/** The error codes of file systems without hard links. */
export const NO_HARD_LINKS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];

const queues = new Map<string, Promise<unknown>>();

/** A lock that this process has. */
export interface Lock {
  release(): void;
}

/**
 * Runs `work` while no other work with the same lock file runs, in any process.
 *
 * The lock of a killed process is taken over: at once when the process ran on this machine, otherwise after a minute.
 *
 * @param onWait called once when another process has the lock, with its id
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  onWait: (processId: string) => void,
  signal?: AbortSignal,
): Promise<T> {
  const turn = (queues.get(file) ?? Promise.resolve()).then(async () => {
    const lock = await acquire(file, onWait, signal);
    try {
      return await work();
    } finally {
      lock.release();
    }
  });
  const settled = turn.catch(() => undefined);
  queues.set(file, settled);
  void settled.then(() => queues.get(file) === settled && queues.delete(file));
  return turn;
}

async function acquire(file: string, onWait: (processId: string) => void, signal?: AbortSignal): Promise<Lock> {
  for (let waited = false; ; waited = true) {
    signal?.throwIfAborted();
    const lock = tryLock(file);
    if ("release" in lock) {
      return lock;
    }
    if (!waited) {
      onWait(lock.heldBy);
    }
    await delay(pollMilliseconds, undefined, { signal });
  }
}

/**
 * Takes the lock without waiting. A process that has ended no longer has its lock.
 *
 * @returns the lock, or the id of the process that has it.
 */
export function tryLock(file: string): Lock | { heldBy: string } {
  // Different each time: it identifies the lock, and not only its process.
  const mine = `${process.pid} ${hostname()} ${randomBytes(8).toString("hex")}`;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (create(file, mine)) {
      return held(file, mine);
    }
    const holder = read(file);
    if (holder === undefined) {
      // The lock was released at this moment.
      continue;
    }
    if (isStale(file, holder) && takeOver(file, holder, mine)) {
      return held(file, mine);
    }
    if (read(file) === holder) {
      return { heldBy: holder.split(" ")[0] ?? "" };
    }
  }
  return { heldBy: "" };
}

/** How often others may be faster before this process has to wait. */
const MOST_TRIES = 10;

function held(file: string, mine: string): Lock {
  sweep(file, mine);
  const beat = setInterval(() => touch(file), beatMilliseconds).unref();
  return {
    release: () => {
      clearInterval(beat);
      const breaker = breakerOf(file, mine);
      if (isFree(breaker, mine)) {
        // Skipped when this process slept so long that another one took over.
        if (read(file) === mine) {
          rmSync(file, { force: true });
        }
        rmSync(breaker, { force: true });
      }
    },
  };
}

/**
 * Removes what killed processes have left beside the lock. A breaker belongs to one content of the lock, and that
 * content never comes back. So nobody can use a breaker of an earlier content any more.
 */
function sweep(file: string, mine: string): void {
  const own = basename(breakerOf(file, mine));
  const prefix = `${basename(file)}.`;
  try {
    for (const name of readdirSync(dirname(file))) {
      const [, breaker, pid] =
        /^(?:(b[0-9a-f]{16})|(?:b[0-9a-f]{16}\.)?([0-9]+))$/.exec(name.slice(prefix.length)) ?? [];
      const isLeft = breaker !== undefined ? name !== own : pid !== undefined && !isAlive(Number(pid));
      if (name.startsWith(prefix) && isLeft) {
        rmSync(join(dirname(file), name), { force: true });
      }
    }
  } catch {
    // The lock is taken all the same.
  }
}

/** Whether nobody is about to take the lock over. Even on a full disk a lock can be released. */
function isFree(breaker: string, mine: string): boolean {
  try {
    return create(breaker, mine);
  } catch {
    return true;
  }
}

/**
 * Replaces an abandoned lock by this process's own. Each lock has a unique content. Only the process with the lock's
 * breaker replaces or removes the lock, and only one process can create that file. So of several processes that find
 * the same abandoned lock, one gets it. None removes a newer lock by mistake. An abandoned breaker is taken over in the
 * same way.
 */
function takeOver(file: string, holder: string, mine: string): boolean {
  const breaker = breakerOf(file, holder);
  if (!create(breaker, mine)) {
    const other = read(breaker);
    if (other === undefined || !isStale(breaker, other) || !takeOver(breaker, other, mine)) {
      return false;
    }
  }
  try {
    if (read(file) !== holder || !isStale(file, holder)) {
      return false;
    }
    const complete = aside(file);
    writeFileSync(complete, mine);
    renameSync(complete, file);
    return true;
  } finally {
    rmSync(breaker, { force: true });
  }
}

/** The breaker of a lock with this content. */
function breakerOf(file: string, content: string): string {
  const base = file.replace(/\.b[0-9a-f]{16}$/, "");
  return `${base}.b${sha256(content).slice(0, 16)}`;
}

/** Creates the file with its content in one step: the lock of a killed process always says whose it was. */
function create(file: string, content: string): boolean {
  const complete = aside(file);
  try {
    writeFileSync(complete, content);
    linkSync(complete, file);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      return false;
    }
    if (!NO_HARD_LINKS.includes(code)) {
      throw error;
    }
  } finally {
    rmSync(complete, { force: true });
  }
  return createInPlace(file, content);
}

/** For a file system without hard links: the content comes a moment after the file. */
function createInPlace(file: string, content: string): boolean {
  let made: number;
  try {
    made = openSync(file, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
  try {
    writeFileSync(made, content);
    return true;
  } catch (error) {
    // An empty lock would count as another process's.
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(made);
  }
}

function isStale(file: string, holder: string): boolean {
  const [pid, host] = holder.split(" ");
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > staleMilliseconds || (host === hostname() && !isAlive(Number(pid)));
}

/** A file of this process beside the lock. A killed process may leave it. */
function aside(file: string): string {
  return `${file}.${process.pid}`;
}

/** The longest lock in bytes. */
const LONGEST = 1_000;

function read(file: string): string | undefined {
  try {
    return readRegularText(file, LONGEST);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The directory was removed. The work will notice by itself.
  }
}
