import { type Stats, statSync } from "node:fs";
import { join, relative } from "node:path";
import { makeCacheDirectory } from "../../package/cache";
import { fileStamp } from "../../sources/facts";
import { settledMilliseconds } from "../../sources/gitIndex";
import { type HashedFile, hashFile } from "../../system/hashedFile";
import { readJson, writeJson } from "../../system/json";

/** The digests of many files. */
export interface FileDigests {
  /**
   * What a file has, of no more bytes than `limit`: read again only when its size, a time or its inode has changed.
   *
   * @throws as `readRegularFile` does.
   */
  of(path: string, limit: number): HashedFile;
  /** Keeps what was found, for the next run. */
  save(): void;
}

interface Known {
  stamp: string;
  sha256: string;
}

/**
 * Digests that are kept in the project's cache, for the files below one directory. Nothing of the cache is needed: without
 * it all files are read. A file that was changed lately is read again, as its times may not tell of another change.
 */
export function fileDigests(project: string, directory: string, clock = Date.now): FileDigests {
  const cache = join(project, ".fastly-compute", "contents.json");
  const known = new Map(Object.entries(readJson<Record<string, Known>>(cache) ?? {}));
  const base = relative(project, directory);
  const used = new Map<string, Known>();
  let isChanged = false;
  return {
    of(path, limit) {
      const stats = statSync(path);
      const [name, stamp] = [relative(project, path), fileStamp(stats)];
      const before = known.get(name);
      if (before?.stamp === stamp && stats.isFile() && stats.size <= limit) {
        used.set(name, before);
        return { path, size: stats.size, sha256: before.sha256 };
      }
      const now = clock();
      const file = hashFile(path, limit);
      isChanged = true;
      if (isSettled(stats, now) && file.size === stats.size) {
        used.set(name, { stamp, sha256: file.sha256 });
      }
      return file;
    },
    save() {
      if (!isChanged) {
        return;
      }
      const others = [...known].filter(([name]) => base !== "" && name !== base && !name.startsWith(`${base}/`));
      try {
        makeCacheDirectory(project);
        writeJson(cache, Object.fromEntries([...others, ...used]));
      } catch {
        // Nobody can write there: the next run reads all files.
      }
    },
  };
}

function isSettled(stats: Stats, now: number): boolean {
  return now - Math.max(stats.mtimeMs, stats.ctimeMs) > settledMilliseconds;
}
