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

/** The result of a build: what it depended on, and the SHA-256 of its `bin/main.wasm`. */
export interface BuildRecord {
  /** See `Fingerprints`. */
  everywhere: string;
  here: string;
  /** What the toolchain has said that it read; `here` covers nothing else of the root. */
  account?: Account;
  /** What the toolchain said of its version. */
  version: string;
  /** What git told of the work tree, when the build asked git. */
  git?: string;
  wasm: string;
  /** The hash over the files that the package includes. */
  included: string;
}

/** An archive that was found to be what it should be. */
export interface ArchiveRecord {
  stamp: string;
  /** What tells this content from another: hashes and names of the files. */
  contents: string;
  filesHash: string;
  size: number;
}

interface Builds {
  records: BuildRecord[];
  writes: Writes;
  /** The sources that a package was first made from, by its files hash. */
  sources?: Record<string, string>;
}

/**
 * What is kept in `<project>/.fastly-compute`. Nothing in it is needed: without it the next run builds and packs again.
 * The directory ignores itself for git.
 */
export interface Cache {
  facts: FactStore;
  builds: Builds;
  archives: Record<string, ArchiveRecord>;
  directory: string;
  /** Why nothing can be written there, when that is so. */
  readOnly?: ComputeError;
  /** A directory for a build to put things aside. */
  scratch: string;
  /** A path for a file that is moved away when it is complete. */
  temporary(): string;
  /** The sources that this package was first made from: these, unless others are known. */
  nameSources(filesHash: string, sources: string): string;
  /** Keeps a copy of a Wasm binary with this hash, and the record first of all. */
  remember(record: BuildRecord, wasm: string): Promise<void>;
  /** Puts the Wasm binary of the record at `target`. False when there is no intact copy; the record is then dropped. */
  restore(record: BuildRecord, target: string): Promise<boolean>;
  save(): void;
}

/** Opens the cache of a project. Only whoever holds its lock may do so. */
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
        // As good as damaged.
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

/** The cache directory of a project, made when it is not there. */
export function makeCacheDirectory(projectDirectory: string): string {
  const directory = cacheDirectory(projectDirectory);
  try {
    mkdirSync(directory, { recursive: true });
    if (!filesIn(directory).includes(".gitignore")) {
      ignoreAll(directory);
    }
  } catch (error) {
    throw packageError("project-read-only", { reason: (error as Error).message });
  }
  return directory;
}

/** On a full disk there would be a file without content, which is taken for a whole one later. */
function ignoreAll(directory: string): void {
  const file = join(directory, ".gitignore");
  try {
    writeFileSync(file, "*\n");
  } catch (error) {
    removeAll(file);
    throw error;
  }
}

/** The cache directory of a project, whether it is there or not. */
export function cacheDirectory(projectDirectory: string): string {
  return join(projectDirectory, ".fastly-compute");
}

function removeAll(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Nobody can write there.
  }
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
