import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createLockFile, isStale, processSpace, readHolder, replaceLockFile, showLife } from "./lockFile";
import { sha256 } from "./sha256";
import { rmSync } from "./stats";

/** How often a waiting process checks the lock, and how often the holder shows that it is alive. */
const pollMilliseconds = 100;
const beatMilliseconds = 5_000;

const queues = new Map<string, Promise<unknown>>();

/** A lock that this process has. */
export interface Lock {
  release(): void;
}

/**
 * Runs `work` while no other work with the same lock file runs, in any process.
 *
 * The lock of a killed process is taken over: at once when the process ran on this machine and in this container, otherwise after a minute.
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
  const mine = `${process.pid} ${processSpace()} ${randomBytes(8).toString("hex")}`;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (createLockFile(file, mine)) {
      return held(file, mine);
    }
    const holder = readHolder(file);
    if (holder === undefined) {
      // The lock was released at this moment.
      continue;
    }
    if (isStale(file, holder) && takeOver(file, holder, mine)) {
      return held(file, mine);
    }
    if (readHolder(file) === holder) {
      return { heldBy: holder.split(" ")[0] ?? "" };
    }
  }
  return { heldBy: "" };
}

/** How often others may be faster before this process has to wait. */
const MOST_TRIES = 10;

function held(file: string, mine: string): Lock {
  sweep(file, mine);
  const beat = setInterval(() => showLife(file), beatMilliseconds).unref();
  return {
    release: () => {
      clearInterval(beat);
      const breaker = breakerOf(file, mine);
      if (isFree(breaker, mine)) {
        // Skipped when this process slept so long that another one took over.
        if (readHolder(file) === mine) {
          rmSync(file, { force: true });
        }
        rmSync(breaker, { force: true });
      }
    },
  };
}

/**
 * Removes what killed processes have left beside the lock: breakers, and files that were to become one or a lock. Each
 * says whose it is. A file of a process that lives stays: that process removes the file itself.
 */
function sweep(file: string, mine: string): void {
  const own = basename(breakerOf(file, mine));
  const prefix = `${basename(file)}.`;
  try {
    for (const name of readdirSync(dirname(file)).filter((each) => each.startsWith(prefix) && each !== own)) {
      const path = join(dirname(file), name);
      const end = name.slice(prefix.length);
      const isAside = ASIDE.test(end);
      if ((isAside || BREAKER.test(end)) && isAbandoned(path, isAside)) {
        rmSync(path, { force: true });
      }
    }
  } catch {
    // The lock is taken all the same.
  }
}

/** The end of the name of a breaker. */
const BREAKER = /^b[0-9a-f]{16}$/;

/** The end of the name of a file that becomes a breaker or the lock. */
const ASIDE = /^(b[0-9a-f]{16}\.)?[0-9a-f]{16}$/;

/**
 * Whether no process needs the file any more.
 *
 * @param isAside whether the file is to become another one. Its process makes an empty one again, if it lives.
 */
function isAbandoned(path: string, isAside: boolean): boolean {
  const holder = readHolder(path);
  return holder !== undefined && ((isAside && holder === "") || isStale(path, holder));
}

/** Whether nobody is about to take the lock over. Even on a full disk a lock can be released. */
function isFree(breaker: string, mine: string): boolean {
  try {
    return createLockFile(breaker, mine);
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
  if (!createLockFile(breaker, mine)) {
    const other = readHolder(breaker);
    if (other === undefined || !isStale(breaker, other) || !takeOver(breaker, other, mine)) {
      return false;
    }
  }
  try {
    if (readHolder(file) !== holder || !isStale(file, holder)) {
      return false;
    }
    replaceLockFile(file, mine);
    return true;
  } finally {
    rmSync(breaker, { force: true });
  }
}

/**
 * The breaker of a lock, or of another breaker, with this content. The breaker's name comes from the name and the
 * content of what it breaks. So no breaker breaks itself, whatever content a killed process left in it.
 */
function breakerOf(file: string, content: string): string {
  const lock = file.replace(/\.b[0-9a-f]{16}$/, "");
  return `${lock}.b${sha256(`${basename(file)}\n${content}`).slice(0, 16)}`;
}
