import { constants, copyFileSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ComputeError } from "../errors";
import type { Account } from "../sources/account";
import { type FactStore, openFacts } from "../sources/facts";
import { noWrites, type Writes } from "../sources/writes";

import { readJson, writeJson } from "../system/json";
import { rmSync } from "../system/stats";
import { packageError } from "./errors";

/** How many results are kept: enough to switch between a few branches. */
const keptResults = 5;

/** The result of a build: what the build depended on, and the SHA-256 of its `bin/main.wasm`. */
export interface BuildRecord {
  /** See `Fingerprints`. */
  everywhere: string;
  here: string;
  /** The files that the toolchain has read. Of the root, `here` covers only these. */
  account?: Account;
  /** The version that the toolchain reports. */
  version: string;
  /** The state of the git work tree, when the build asked git for anything. */
  git?: string;
  wasm: string;
  /** The hash of the files that the package includes. */
  included: string;
}

/** An archive that was checked. */
export interface ArchiveRecord {
  stamp: string;
  /** The hashes and names of the files: they identify the content. */
  contents: string;
  filesHash: string;
  size: number;
}

interface Builds {
  records: BuildRecord[];
  writes: Writes;
  /** The sources from which a package was made first, by the package's files hash. */
  sources?: Record<string, string>;
}

/**
 * The contents of `<project>/.fastly-compute`. All of it is optional: without it the next run builds and packs again.
 * The directory makes git ignore itself.
 */
export interface Cache {
  facts: FactStore;
  builds: Builds;
  archives: Record<string, ArchiveRecord>;
  directory: string;
  /** Why the cache cannot be written, when that is so. */
  readOnly?: ComputeError;
  /** A directory in which a build puts files aside. */
  scratch: string;
  /** A path for a file that is moved away once it is complete. */
  temporary(): string;
  /** The sources from which this package was made first: the given ones, unless others are known. */
  nameSources(filesHash: string, sources: string): string;
  /** Writes the record, and then keeps a copy of the Wasm binary with this hash. */
  remember(record: BuildRecord, wasm: string): Promise<void>;
  /**
   * Copies the record's Wasm binary to `target`. Returns false when there is no intact copy. The record is dropped
   * then.
   */
  restore(record: BuildRecord, target: string): Promise<boolean>;
  save(): void;
}

/** Opens the cache of a project. The caller must hold the cache's lock. */
export function openCache(projectDirectory: string): Cache {
  const directory = cacheDirectory(projectDirectory);
  const file = (name: string) => join(directory, name);
  const kept = (hash: string) => join(directory, "wasm", `${hash}.wasm`);
  removeAll(file("tmp"));
  const facts = openFacts(file("facts.json"), projectDirectory);
  const builds = readJson<Builds>(file("builds.json")) ?? { records: [], writes: noWrites };
  const archives = readJson<Cache["archives"]>(file("archives.json")) ?? {};
  const written = { builds: JSON.stringify(builds), archives: JSON.stringify(archives) };
  let temporaries = 0;
  const cache: Cache = {
    facts,
    builds,
    archives,
    directory,
    scratch: file("build"),
    temporary() {
      mkdirSync(file("tmp"), { recursive: true });
      return file(join("tmp", String(temporaries++)));
    },
    nameSources(filesHash, sources) {
      const { [filesHash]: first = sources, ...others } = builds.sources ?? {};
      builds.sources = Object.fromEntries([...Object.entries(others).slice(-keptResults * 2), [filesHash, first]]);
      return first;
    },
    async remember(record, wasm) {
      const temporary = cache.temporary();
      copyFileSync(wasm, temporary, constants.COPYFILE_FICLONE);
      mkdirSync(file("wasm"), { recursive: true });
      renameSync(temporary, kept(record.wasm));
      const others = builds.records.filter(({ here }) => here !== record.here);
      builds.records = [record, ...others].slice(0, keptResults);
    },
    async restore(record, target) {
      const temporary = cache.temporary();
      try {
        copyFileSync(kept(record.wasm), temporary, constants.COPYFILE_FICLONE);
        if ((await facts.hashOf(temporary)) === record.wasm) {
          mkdirSync(dirname(target), { recursive: true });
          renameSync(temporary, target);
          return true;
        }
      } catch {
        // An unreadable copy counts as damaged.
      }
      builds.records = builds.records.filter((other) => other.wasm !== record.wasm);
      return false;
    },
    save() {
      facts.save();
      for (const [name, value] of Object.entries({ builds, archives })) {
        if (JSON.stringify(value) !== written[name as keyof typeof written]) {
          writeJson(file(`${name}.json`), value);
        }
      }
      const used = new Set(builds.records.map(({ wasm }) => `${wasm}.wasm`));
      for (const name of filesIn(file("wasm")).filter((candidate) => !used.has(candidate))) {
        rmSync(file(join("wasm", name)), { force: true });
      }
      rmSync(file("tmp"), { recursive: true, force: true });
    },
  };
  return cache;
}

/** Whether the disk or the user's quota is full. */
export function isFull(error: NodeJS.ErrnoException | undefined): boolean {
  return ["ENOSPC", "EDQUOT"].includes(error?.code ?? "");
}

/** The error when the file system has refused to write a build, a package or the cache. */
export function notWritten(error: NodeJS.ErrnoException): ComputeError {
  return packageError(isFull(error) ? "disk-full" : "project-read-only", { reason: error.message });
}

/** The cache directory of a project. It is made when missing. */
export function makeCacheDirectory(projectDirectory: string): string {
  const directory = cacheDirectory(projectDirectory);
  try {
    mkdirSync(directory, { recursive: true });
    if (!filesIn(directory).includes(".gitignore")) {
      ignoreAll(directory);
    }
  } catch (error) {
    throw notWritten(error as NodeJS.ErrnoException);
  }
  return directory;
}

/** On a full disk this would leave an empty file, and later runs would take the file for complete. */
function ignoreAll(directory: string): void {
  const file = join(directory, ".gitignore");
  try {
    writeFileSync(file, "*\n");
  } catch (error) {
    removeAll(file);
    throw error;
  }
}

/** The path of a project's cache directory, whether it exists or not. */
export function cacheDirectory(projectDirectory: string): string {
  return join(projectDirectory, ".fastly-compute");
}

function removeAll(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // The cache cannot be written.
  }
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
