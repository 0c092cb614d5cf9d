import { closeSync, constants, openSync, readSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { fstatSync, statSync } from "./stats";

const MB = 1_000_000;

/** The most bytes of a file of each kind. Files written by hand have about a hundredth of this. */
export const FILE_LIMITS = {
  /** `fastly.toml`, `fastly.<environment>.toml`, the Fastly CLI's settings, `env_file`, `Pulumi.yaml` and the like. */
  settings: 1 * MB,
  /**
   * The JSON file of a KV store, a lock file, a state file. Each is parsed as one string, and V8 has no string of 512
   * MB.
   */
  data: 256 * MB,
} as const;

/** A file that exists but is not read. Its `code` is like those of Node's errors: `EISDIR`, `ENOTREG`, `EFBIG`. */
export class UnfitFile extends Error {
  constructor(
    readonly code: "EISDIR" | "ENOTREG" | "EFBIG",
    /** The problem, worded as the end of a sentence about the file. */
    readonly what: string,
  ) {
    super(what);
    this.name = "UnfitFile";
  }
}

/**
 * The bytes of a regular file. Every file that somebody else may have made is read by this function or
 * {@link openRegularFile}. Otherwise a named pipe would make the run wait for ever. A device such as `/dev/zero` has no
 * end. A huge file would take all memory.
 *
 * @param limit the most bytes: one of {@link FILE_LIMITS}, or Fastly's own limit.
 * @throws UnfitFile, or Node's error for a file that is missing or may not be read. {@link whyUnread} has words for
 * both.
 */
export function readRegularFile(path: string, limit: number): Buffer {
  return inRegularFile(path, limit, (file, { size }) => {
    // A file may grow meanwhile, and files in /proc report a size of 0.
    const parts: Buffer[] = [];
    for (let total = 0, chunk = size + 1; ; chunk = CHUNK) {
      const buffer = Buffer.allocUnsafe(Math.min(chunk, limit + 1 - total));
      const read = readSync(file, buffer, 0, buffer.length, null);
      if (read === 0) {
        return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
      }
      total += read;
      checkSize(total, limit);
      parts.push(buffer.subarray(0, read));
    }
  });
}

/** The first bytes of a regular file. @throws as {@link readRegularFile} does. */
export function readRegularStart(path: string, bytes: number): Buffer {
  return inRegularFile(path, Infinity, (file) => {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, readSync(file, buffer, 0, bytes, 0));
  });
}

function inRegularFile<T>(path: string, limit: number, read: (file: number, stats: Stats) => T): T {
  checkRegularFile(path, limit);
  const file = openSync(path, FLAGS);
  try {
    const stats = fstatSync(file);
    checkKind(stats, limit);
    return read(file, stats);
  } finally {
    closeSync(file);
  }
}

/** The whole file as UTF-8 text. */
export function readRegularText(path: string, limit: number): string {
  return readRegularFile(path, limit).toString("utf8");
}

/**
 * Opens a regular file to read it piece by piece. Returns its size at this moment: the caller reads no more than that,
 * and closes the file.
 *
 * @param limit the most bytes. Default: any, for files that are only hashed or copied.
 * @throws as {@link readRegularFile} does.
 */
export async function openRegularFile(path: string, limit = Infinity): Promise<{ file: FileHandle; size: number }> {
  checkKind(statSync(path), limit);
  const file = await open(path, FLAGS);
  try {
    const stats = await file.stat();
    checkKind(stats, limit);
    return { file, size: stats.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Why a file was not read, worded as the end of a sentence that begins with its name. */
export function whyUnread(error: unknown): string {
  if (error instanceof UnfitFile) {
    return error.what;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? "does not exist" : `cannot be read: ${code ?? message}`;
}

/** The size of a file at this moment. @throws UnfitFile for a file that {@link readRegularFile} does not read. */
export function checkRegularFile(path: string, limit: number, stats: Stats = statSync(path)): number {
  checkKind(stats, limit);
  return stats.size;
}

/** Does not wait for the writer of a named pipe that replaces the file between the check and the opening. */
export const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
const CHUNK = 1 << 16;

function checkKind(stats: Stats, limit: number): void {
  if (stats.isDirectory()) {
    throw new UnfitFile("EISDIR", "is a directory; a file is needed");
  }
  if (!stats.isFile()) {
    throw new UnfitFile("ENOTREG", `is ${kindOf(stats)}; a regular file is needed`);
  }
  checkSize(stats.size, limit);
}

function checkSize(size: number, limit: number): void {
  if (size > limit) {
    throw new UnfitFile("EFBIG", `has more than ${limit.toLocaleString("en-US")} bytes, the most that it may have`);
  }
}

function kindOf(stats: Stats): string {
  return stats.isFIFO() ? "a named pipe" : stats.isSocket() ? "a socket" : "a device";
}
