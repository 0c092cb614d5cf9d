import { linkSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "./processes";

/** How often a process that waits looks again, and how often the holder shows that it lives. */
const pollMilliseconds = 100;
const beatMilliseconds = 5_000;
/** A lock that was not touched for so long was left by a process that is gone, here or on another machine. */
const staleMilliseconds = 60_000;

/** What file systems without hard links answer. */
export const NO_HARD_LINKS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];

const identity = `${process.pid} ${hostname()}`;

const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while no other work with the same lock file runs, in this process or in another one.
 *
 * The lock of a process that was killed is taken over: at once when it ran on this machine, otherwise after a minute.
 *
 * @param onWait called once when another process holds the lock, with its id
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  onWait: (processId: string) => void,
  signal?: AbortSignal,
): Promise<T> {
  const turn = (queues.get(file) ?? Promise.resolve()).then(async () => {
    await acquire(file, onWait, signal);
    const beat = setInterval(() => touch(file), beatMilliseconds).unref();
    try {
      return await work();
    } finally {
      clearInterval(beat);
      // Not when this process slept for so long that another one took over.
      if (read(file) === identity) {
        unlinkSync(file);
      }
    }
  });
  const settled = turn.catch(() => undefined);
  queues.set(file, settled);
  void settled.then(() => queues.get(file) === settled && queues.delete(file));
  return turn;
}

async function acquire(file: string, onWait: (processId: string) => void, signal?: AbortSignal): Promise<void> {
  for (let waited = false; ; waited = true) {
    signal?.throwIfAborted();
    if (tryToAcquire(file)) {
      return;
    }
    const holder = read(file);
    if (holder === undefined) {
      continue;
    }
    if (isStale(file, holder)) {
      takeAway(file, holder);
      continue;
    }
    if (!waited) {
      onWait(holder.split(" ")[0] ?? "");
    }
    await delay(pollMilliseconds, undefined, { signal });
  }
}

/** With its content from the first instant: a lock of a process that was killed says whose it was. */
function tryToAcquire(file: string): boolean {
  const complete = aside(file);
  writeFileSync(complete, identity);
  try {
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
    unlinkSync(complete);
  }
  try {
    writeFileSync(file, identity, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

function isStale(file: string, holder: string): boolean {
  const [pid, host] = holder.split(" ");
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > staleMilliseconds || (host === hostname() && !isAlive(Number(pid)));
}

/** Of several processes that find the same stale lock, one moves it away; who moved away a fresh one puts it back. */
function takeAway(file: string, holder: string): void {
  if (read(file) !== holder) {
    return;
  }
  const moved = aside(file);
  try {
    renameSync(file, moved);
    if (read(moved) !== holder) {
      linkSync(moved, file);
    }
  } catch {
    // Another process was faster.
  }
  rmSync(moved, { force: true });
}

/** A file of this process beside the lock; one that was killed may leave it. */
function aside(file: string): string {
  return `${file}.${process.pid}`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The directory was removed; the work will notice by itself.
  }
}
