import { readFileSync, type Stats } from "node:fs";
import { join } from "node:path";
import { statSync } from "../system/stats";
import { ancestors, textOf } from "./root";

/**
 * What git's index knows of a work tree. The index is read here and git is not called, for two reasons. Git runs
 * programs that the checkout names: filters, `core.fsmonitor`, hooks. And git believes flags that hide changes.
 */
export interface GitIndex {
  /** Whether git tracks the file, or something below the directory. */
  has(name: string): boolean;
  /** The id of the file's content. Undefined when the file may have changed since git has read it. */
  idOf(name: string, stats: Stats): string | undefined;
}

/** A second write within the resolution of the file system's clock (2 seconds on FAT) would leave the same times. */
export const settledMilliseconds = 2000;

/** Attributes that make the index's content differ from that on disk. The file has to be read then. */
export const converts = /\b(filter|ident|working-tree-encoding)\b/;

const idBytes = { sha1: 20, sha256: 32 };

/** @throws when the index has a format that git has not written so far. */
export function readGitIndex(git: string): GitIndex {
  const commonDirectory = join(git, textOf(join(git, "commondir")).trim());
  const format = /objectformat\s*=\s*sha256/i.test(textOf(join(commonDirectory, "config"))) ? "sha256" : "sha1";
  const isRaw = format === "sha1" && !converts.test(textOf(join(commonDirectory, "info/attributes")));
  const tables: Table[] = [];
  for (let file: string | undefined = join(git, "index"); file !== undefined; ) {
    const table = readTable(file, idBytes[format]);
    tables.push(...(table === undefined ? [] : [table]));
    file = table?.shared && join(git, `sharedindex.${table.shared}`);
  }
  const directories = new Set<string>();
  for (const { offsets } of tables) {
    for (const name of offsets.keys()) {
      const end = name.lastIndexOf("/");
      if (end > 0 && !directories.has(name.slice(0, end))) {
        for (const path of ancestors(`/${name.slice(0, end)}`)) {
          directories.add(path.slice(1));
        }
      }
    }
  }
  return {
    has: (name) => tables.some(({ offsets }) => offsets.has(name)) || directories.has(name),
    idOf(name, stats) {
      const table = isRaw ? tables.find(({ offsets }) => offsets.has(name)) : undefined;
      const at = table?.offsets.get(name);
      return table !== undefined && at !== undefined && isAsRead(table, at, stats)
        ? table.bytes.toString("hex", at + 40, at + 60)
        : undefined;
    },
  };
}

interface Table {
  bytes: Buffer;
  /** The time when the index was written. */
  time: number;
  /** The offset of each name's entry. */
  offsets: Map<string, number>;
  /** The index that a split index builds on. */
  shared?: string;
}

function isAsRead({ bytes, time }: Table, at: number, stats: Stats): boolean {
  const field = (index: number) => bytes.readUInt32BE(at + 4 * index);
  const isTime = (index: number, milliseconds: number) =>
    field(index + 1) !== 0 && Math.abs(field(index) * 1000 + field(index + 1) / 1e6 - milliseconds) < 0.001;
  return (
    isTime(0, stats.ctimeMs) &&
    isTime(2, stats.mtimeMs) &&
    field(5) === stats.ino % 2 ** 32 &&
    field(9) === stats.size % 2 ** 32 &&
    Math.max(stats.ctimeMs, stats.mtimeMs) < time - settledMilliseconds
  );
}

/** See gitformat-index(5). */
function readTable(file: string, idLength: number): Table | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    return undefined;
  }
  const bytes = readFileSync(file);
  const version = bytes.readUInt32BE(4);
  if (bytes.toString("latin1", 0, 4) !== "DIRC" || version < 2 || version > 4) {
    throw new Error(`${file} has a form that is not known here`);
  }
  const offsets = new Map<string, number>();
  let [at, name] = [12, Buffer.alloc(0) as Buffer];
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const flags = bytes.readUInt16BE(at + 40 + idLength);
    let start = at + 42 + idLength + (flags & 0x4000 ? 2 : 0);
    let kept = 0;
    if (version === 4) {
      let strip = 0;
      for (let byte = 0x80, first = true; byte & 0x80; first = false) {
        byte = bytes.readUInt8(start++);
        strip = (first ? 0 : (strip + 1) * 128) + (byte & 0x7f);
      }
      kept = name.length - strip;
    }
    const end = bytes.indexOf(0, start);
    const rest = bytes.subarray(start, end);
    name = kept > 0 ? Buffer.concat([name.subarray(0, kept), rest]) : rest;
    if (name.length > 0) {
      offsets.set(name.toString(), at);
    }
    at = version === 4 ? end + 1 : at + (((end - at + 8) >> 3) << 3);
  }
  let shared: string | undefined;
  for (; at + idLength < bytes.length; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.toString("latin1", at, at + 4) === "link") {
      shared = bytes.toString("hex", at + 8, at + 8 + idLength);
    }
  }
  return { bytes, time: stats.mtimeMs, offsets, shared: shared && !/^0+$/.test(shared) ? shared : undefined };
}
