import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { relative } from "node:path";
import { readChunks } from "../system/chunks";
import { readJson, writeJson } from "../system/json";
import { sha256 } from "../system/sha256";
import { statSync } from "../system/stats";
import { settledMilliseconds } from "./gitIndex";

interface Entry {
  /** What the fact was read of: size, times and inode of a file. */
  stamp: string;
  fact: string;
}

/**
 * Facts about files, read again only when size, times or inode of a file have changed.
 *
 * The change time is among them, which no program can set: a file whose content was replaced and its modification time
 * set back is noticed.
 */
export interface FactStore {
  /** The SHA-256 of the content, hexadecimal. */
  hashOf(path: string): Promise<string>;
  /** The id that git gives to the content of a regular file: so git's index can tell it without a look at the file. */
  idOf(path: string, stats: Stats): Promise<string>;
  /** Whatever follows from a content. */
  of(key: string, content: string, read: () => string): string;
  save(): void;
}

/**
 * The facts kept in `file`, for files named relative to `directory`.
 *
 * @param clock milliseconds as `Date.now` tells them
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
        // Facts that were not asked for this time may matter to another service of this directory, for a while.
        const others = known.size > 2 * used.size + 1000 ? [] : known;
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

/** A SHA-256 of texts, hexadecimal. */
export function digest(...texts: string[]): string {
  return sha256(texts.join("\0"));
}
