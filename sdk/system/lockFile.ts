import { randomBytes } from "node:crypto";
import { closeSync, linkSync, openSync, readlinkSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { readRegularText } from "./files";
import { isAlive } from "./processes";
import { rmSync, statSync } from "./stats";

/** The process of a lock that was not touched for this long is gone, here or on another machine. */
const staleMilliseconds = 60_000;

/** The error codes of file systems without hard links. */
export const NO_HARD_LINKS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];

/** Creates the file with its content in one step: the lock of a killed process always says whose it was. */
export function createLockFile(file: string, content: string): boolean {
  try {
    fromAside(file, content, (complete) => linkSync(complete, file));
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      return false;
    }
    if (!NO_HARD_LINKS.includes(code)) {
      throw error;
    }
  }
  return createInPlace(file, content);
}

/** Puts another content in the place of the file, in one step. */
export function replaceLockFile(file: string, content: string): void {
  fromAside(file, content, (complete) => renameSync(complete, file));
}

/** How often another process may remove the file beside the lock before its content was written. */
const MOST_TRIES = 10;

/** Makes a complete file beside the lock, and puts it into its place. A process that finds it empty may remove it. */
function fromAside(file: string, content: string, place: (complete: string) => void): void {
  for (let tries = 1; ; tries++) {
    const complete = aside(file);
    try {
      writeFileSync(complete, content);
      place(complete);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || tries === MOST_TRIES) {
        throw error;
      }
    } finally {
      rmSync(complete, { force: true });
    }
  }
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

/**
 * Where a process id means this process. Containers may share a directory, and with the network of their host its name
 * too. But each has its own numbers for processes, and Linux has a name for each such set of numbers.
 */
export function processSpace(): string {
  try {
    return `${hostname()}/${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** Whether the process that made the file is gone. */
export function isStale(file: string, holder: string): boolean {
  const [pid, space] = holder.split(" ");
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > staleMilliseconds || (space === processSpace() && !isAlive(Number(pid)));
}

/** A file beside the lock, which becomes the lock. A killed process may leave it. */
function aside(file: string): string {
  return `${file}.${randomBytes(8).toString("hex")}`;
}

/** The longest lock in bytes. */
const LONGEST = 1_000;

/** What the file says of its holder. `undefined` when the file is gone. */
export function readHolder(file: string): string | undefined {
  try {
    return readRegularText(file, LONGEST);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** Shows that the holder is alive. */
export function showLife(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The directory was removed. The work will notice by itself.
  }
}
