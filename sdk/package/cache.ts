import { constants, copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ComputeError } from "../errors";
import { type FactStore, openFacts } from "./facts";
import { readJson, writeJson } from "./json";
import type { Outputs } from "./outputs";

/** How many results are kept: enough to switch between a few branches. */
const keptResults = 5;

/** The result of a build: what it depended on, and the SHA-256 of its `bin/main.wasm`. */
export interface BuildRecord {
  fingerprint: string;
  wasm: string;
  /** The hash over the files that the build wrote and the package includes. */
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
  outputs: Outputs;
  suspects: string[];
}

/**
 * What is kept in `<project>/.fastly-compute`. Nothing in it is needed: without it the next run builds and packs again.
 * The directory ignores itself for git.
 */
export interface Cache {
  facts: FactStore;
  builds: Builds;
  archives: Record<string, ArchiveRecord>;
  /** A path for a file that is moved away when it is complete. */
  temporary(): string;
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
  rmSync(file("tmp"), { recursive: true, force: true });
  const facts = openFacts(file("facts.json"), projectDirectory);
  const builds = readJson<Builds>(file("builds.json")) ?? { records: [], outputs: {}, suspects: [] };
  const archives = readJson<Cache["archives"]>(file("archives.json")) ?? {};
  const written = { builds: JSON.stringify(builds), archives: JSON.stringify(archives) };
  let temporaries = 0;
  const cache: Cache = {
    facts,
    builds,
    archives,
    temporary() {
      mkdirSync(file("tmp"), { recursive: true });
      return file(join("tmp", String(temporaries++)));
    },
    async remember(record, wasm) {
      const temporary = cache.temporary();
      copyFileSync(wasm, temporary, constants.COPYFILE_FICLONE);
      mkdirSync(file("wasm"), { recursive: true });
      renameSync(temporary, kept(record.wasm));
      const others = builds.records.filter(({ fingerprint }) => fingerprint !== record.fingerprint);
      builds.records = [record, ...others].slice(0, keptResults);
    },
    async restore(record, target) {
      const temporary = cache.temporary();
      try {
        copyFileSync(kept(record.wasm), temporary, constants.COPYFILE_FICLONE);
        if ((await facts.of(temporary)).hash === record.wasm) {
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
      writeFileSync(join(directory, ".gitignore"), "*\n");
    }
  } catch (error) {
    throw new ComputeError(
      `Cannot write to the project's directory: ${(error as Error).message}`,
      "Make it writable: what is built and packed is kept there.",
    );
  }
  return directory;
}

/** The cache directory of a project, whether it is there or not. */
export function cacheDirectory(projectDirectory: string): string {
  return join(projectDirectory, ".fastly-compute");
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
