import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { relative } from "node:path";
import { readChunks } from "../system/chunks";
import { readJson, writeJson } from "../system/json";
import { sha256 } from "../system/sha256";
import { statSync } from "../system/stats";
import { settledMilliseconds } from "./gitIndex";

interface Entry {
  /** The size, times and inode of the file when the fact was read. */
  stamp: string;
  fact: string;
}

/**
 * Facts about files. They are read again only when size, times or inode of a file have changed.
 *
 * The times include the change time, which no program can set. So a file is noticed whose content was replaced and
 * whose modification time was set back.
 */
export interface FactStore {
  /** The SHA-256 of the content, in hexadecimal. */
  hashOf(path: string): Promise<string>;
  /** The id that git gives to the content of a regular file. So git's index can give it without reading the file. */
  idOf(path: string, stats: Stats): Promise<string>;
  /** Any other fact that depends on a content. */
  of(key: string, content: string, read: () => string): string;
  save(): void;
}

/**
 * The facts in `file`, for files named relative to `directory`.
 *
 * @param clock the time in milliseconds, like `Date.now`
 */
export function openFacts(file: string, directory: string, clock = Date.now): FactStore {
  const known = new Map(Object.entries(readJson<Record<string, Entry>>(file) ?? {}));
  const used = new Map<string, Entry>();
  let changed = false;
  const recall = (name: string, stamp: string): string | undefined => {
    const entry = used.get(name) ?? known.get(name);
    if (entry?.stamp === stamp) {
      used.set(name, entry);
      return entry.fact;
    }
    return undefined;
  };
  const note = (name: string, entry: Entry) => {
    used.set(name, entry);
    changed = true;
  };
  const ofFile = async (kind: string, path: string, stats: Stats, hash: () => ReturnType<typeof createHash>) => {
    const [name, stamp] = [`${kind} ${relative(directory, path)}`, fileStamp(stats)];
    const kept = recall(name, stamp);
    if (kept !== undefined) {
      return kept;
    }
    const now = clock();
    const sum = hash();
    for await (const chunk of readChunks(path, Math.min(1 << 20, stats.size + 1))) {
      sum.update(chunk);
    }
    const fact = sum.digest("hex");
    if (now - Math.max(stats.mtimeMs, stats.ctimeMs) > settledMilliseconds) {
      note(name, { stamp, fact });
    } else {
      changed ||= used.delete(name) || known.delete(name);
    }
    return fact;
  };
  return {
    hashOf: (path) => ofFile("file", path, statSync(path), () => createHash("sha256")),
    idOf: (path, stats) => ofFile("blob", path, stats, () => createHash("sha1").update(`blob ${stats.size}\0`)),
    of(key, content, read) {
      const kept = recall(key, content);
      if (kept !== undefined) {
        return kept;
      }
      const fact = read();
      note(key, { stamp: content, fact });
      return fact;
    },
    save() {
      if (changed) {
        // Facts that this run did not use may matter to another service of this directory. They are kept for a while.
        const others = known.size > 2 * used.size + 1000 ? [] : known;
        writeJson(file, Object.fromEntries([...others, ...used]));
        changed = false;
      }
    },
  };
}

/** Identifies the state of a file without reading it. */
export function fileStamp(stats: Stats): string {
  return `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`;
}

/** The SHA-256 of texts, in hexadecimal. */
export function digest(...texts: string[]): string {
  return sha256(texts.join("\0"));
}
