import type { Stats } from "node:fs";
import { join, relative, sep } from "node:path";
import { makeCacheDirectory } from "../../package/cache";
import { fileStamp } from "../../sources/facts";
import { settledMilliseconds } from "../../sources/gitIndex";
import { type HashedFile, hashFile } from "../../system/hashedFile";
import { readJson, writeJson } from "../../system/json";
import { statSync } from "../../system/stats";

/** The digests of many files. */
export interface FileDigests {
  /**
   * The digest and size of a file of at most `limit` bytes. The file is only read again when its size, a time or its
   * inode has changed.
   *
   * @param file relative to the directory, with `/` between names.
   * @throws as `readRegularFile` does.
   */
  of(file: string, limit: number): HashedFile;
  /** Saves the digests for the next run. */
  save(): void;
}

/**
 * Digests in the project's cache, for the files below one directory. The cache is optional: without it all files are
 * read. A file that was changed lately is always read again, as its times may hide another change.
 */
export function fileDigests(project: string, directory: string, clock = Date.now): FileDigests {
  const cache = join(project, ".fastly-compute", "contents.json");
  // By file name: its digest, a space, and the signs of a change. One string each, as there may be very many.
  const known = readJson<Record<string, string>>(cache) ?? {};
  const base = relative(project, directory);
  const below = base === "" ? "" : `${base}/`;
  const used = new Map<string, string>();
  let isChanged = false;
  return {
    of(file, limit) {
      // Plain string concatenation: for very many files, Node's path functions use a noticeable amount of memory.
      const [path, name] = [directory + sep + file, below + file];
      const stats = statSync(path);
      const stamp = fileStamp(stats);
      const before = Object.hasOwn(known, name) ? String(known[name]) : "";
      if (before.slice(DIGEST + 1) === stamp && stats.isFile() && stats.size <= limit) {
        used.set(name, before);
        return { path, size: stats.size, sha256: before.slice(0, DIGEST) };
      }
      const now = clock();
      const hashed = hashFile(path, limit, stats);
      isChanged = true;
      if (isSettled(stats, now) && hashed.size === stats.size) {
        used.set(name, `${hashed.sha256} ${stamp}`);
      }
      return hashed;
    },
    save() {
      if (!isChanged) {
        return;
      }
      const others = Object.entries(known).filter(([name]) => below !== "" && !name.startsWith(below));
      try {
        makeCacheDirectory(project);
        writeJson(cache, { ...Object.fromEntries(others), ...Object.fromEntries(used) });
      } catch {
        // The cache cannot be written: the next run reads all files.
      }
    },
  };
}

/** The length of a SHA-256 in hexadecimal. */
const DIGEST = 64;

function isSettled(stats: Stats, now: number): boolean {
  return now - Math.max(stats.mtimeMs, stats.ctimeMs) > settledMilliseconds;
}
