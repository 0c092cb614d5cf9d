import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, type Stats } from "node:fs";
import { basename, join, relative } from "node:path";
import { readChunks } from "./filesHash";
import { readJson, writeJson } from "./json";
import { type References, referencesIn } from "./references";

/** What the content of a file says. */
export interface Facts extends References {
  /** SHA-256 of the content, hexadecimal. */
  hash: string;
}

interface Entry extends Facts {
  /** Size, times and inode of the file when it was read. */
  stamp: string;
}

/**
 * Facts about files, read again only when size, times or inode of a file have changed.
 *
 * The change time is among them, which no program can set: a file whose content was replaced and its modification time
 * set back is noticed.
 */
export interface FactStore {
  of(path: string, stats?: Stats): Promise<Facts>;
  save(): void;
}

/**
 * How long a file must have been left alone before its stamp can stand for its content. Within the resolution of the
 * file system's clock (2 seconds on FAT) a second write would leave the same stamp.
 */
const settledMilliseconds = 2000;
/** Larger files are no text that refers to others, and are read piece by piece. */
const textLimit = 1 << 20;

/**
 * The facts kept in `file`, for files named relative to `directory`.
 *
 * @param clock milliseconds as `Date.now` tells them
 */
export function openFacts(file: string, directory: string, clock = Date.now): FactStore {
  const known = new Map(Object.entries(readJson<Record<string, Entry>>(file) ?? {}));
  const used = new Map<string, Entry>();
  let changed = false;
  return {
    async of(path, stats = lstatSync(path)) {
      const name = relative(directory, path);
      const stamp = fileStamp(stats);
      const entry = used.get(name) ?? known.get(name);
      if (entry?.stamp === stamp) {
        used.set(name, entry);
        return entry;
      }
      const now = clock();
      const facts = stats.size > textLimit ? { hash: await hashFile(path), paths: [], variables: [] } : readFacts(path);
      if (now - Math.max(stats.mtimeMs, stats.ctimeMs) > settledMilliseconds) {
        used.set(name, { ...facts, stamp });
        changed = true;
      } else if (entry !== undefined) {
        used.delete(name);
        known.delete(name);
        changed = true;
      }
      return facts;
    },
    save() {
      if (changed) {
        // Files that were not asked for this time may matter to another service of this directory.
        const others = [...known].filter(([name]) => used.has(name) || existsSync(join(directory, name)));
        writeJson(file, Object.fromEntries([...others, ...used]));
        changed = false;
      }
    },
  };
}

/** What tells one state of a file from another without reading it. */
export function fileStamp(stats: Stats): string {
  return `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`;
}

function readFacts(path: string): Facts {
  const content = readFileSync(path);
  return { hash: createHash("sha256").update(content).digest("hex"), ...referencesIn(basename(path), content) };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readChunks(path)) {
    hash.update(chunk);
  }
  return hash.digest("hex");
}
