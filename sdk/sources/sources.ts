import { readlinkSync, type Stats } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ComputeError } from "../errors";
import { removeServiceId } from "../manifest/edit";
import { digest, type FactStore } from "./facts";
import { type GitIndex, readGitIndex } from "./gitIndex";
import { selectInputs } from "./inputs";
import {
  ancestors,
  countsAlways,
  gitDirectory,
  isInside,
  nameIn,
  namesIn,
  type Root,
  realOf,
  statOf,
  textOf,
} from "./root";
import { type Found, installRecords, linkedPackages, walk } from "./walk";

/** The files that the result of a build may depend on: mode and content id, by the path from the root. */
export interface Sources {
  /** Files that are the same wherever the same commit is checked out. */
  files: Map<string, string>;
  /** Files of this machine: installed packages, and settings above the root. */
  local: Map<string, string>;
  /** Files that count although git ignores them. What a build does to such a file is its output. */
  ignored: Set<string>;
  /** Why the list is incomplete, when it is. */
  incomplete?: string;
}

/** More files are no project but a home directory or a disk. */
const fileLimit = 250_000;

/** The results of the build, in the project's directory. */
const results = /^(bin\/main\.wasm|pkg\/[^/]*\.tar\.gz)$/;
const manifests = /^fastly(\.[^/]+)?\.toml$/;

/** Files that tools look for in all directories above a project. */
const lookedUp =
  "Cargo.toml go.mod go.work package.json .cargo/config.toml .cargo/config rust-toolchain rust-toolchain.toml .npmrc .yarnrc.yml .nvmrc .node-version .tool-versions mise.toml .python-version tsconfig.json".split(
    " ",
  );

/** How a file refers to local dependencies. */
const references: Record<string, RegExp> = {
  "package.json": /"(?:file|link|portal):([^"]+)"/g,
  "Cargo.toml": /\bpath\s*=\s*["']([^"']+)["']/g,
  "config.toml": /\bpaths?[ \t]?=[ \t]?\[?["']([^"']+)["']/g,
  "pyproject.toml": /\bpath\s*=\s*["']([^"']+)["']/g,
  "go.mod": /=>\s*(\.{0,2}\/[^\s)]*)/g,
  "go.work": /(?<=^|[\s(])(\.{1,2}\/[^\s)]*)/gm,
};

/**
 * Reads the files that the build may see: all that count below the root, or the selection of `build.inputs`. In the
 * project's directory, lock files, `.env*` and files that scripts name count even when git ignores them. Files outside
 * the root count when links or local dependencies lead to them.
 *
 * @param directory the project's directory, without links
 * @param inputs `build.inputs`
 * @param named absolute paths of files and directories that the scripts name
 * @throws ComputeError for an input that matches nothing.
 */
export async function readSources(
  directory: string,
  root: Root,
  inputs: readonly string[],
  named: readonly string[],
  facts: FactStore,
): Promise<Sources> {
  const sources: Sources = { files: new Map(), local: new Map(), ignored: new Set() };
  const selection = selectInputs(inputs, directory, root.path);
  const found: { label: string; file: Found }[] = [];
  /** Places outside the root to follow: the path, and its name here. */
  const queue: { path: string; label: string }[] = [];
  /** The same for places that a package manager has linked. They come after the places that the sources name. */
  const links: typeof queue = [];
  const followed = new Set<string>();
  const walked = new Set<string>();
  const ofMachine = new Set<string>();
  let rootIndex: GitIndex | undefined;
  let isExtra = false;

  const labelOf = (path: string) => nameIn(path, root.path) || ".";
  const follow = (path: string, label: string, later = queue) => {
    const real = realOf(path);
    if (real !== undefined && real !== dirname(real) && !isInside(real, root.path) && !isInstalled(real)) {
      later.push({ path: real, label });
    }
  };
  const addModules = (modules: string) => {
    for (const link of linkedPackages(modules)) {
      follow(link, labelOf(link), links);
    }
    const records = installRecords(modules);
    for (const record of records) {
      ofMachine.add(record);
    }
    return records.length > 0;
  };
  /** @param label the name of `start` here, when it is outside the root */
  const visit = (start: string, index: GitIndex | undefined, counts: (path: string) => boolean, label?: string) => {
    walk(start, label === undefined && isInside(start, root.path) ? root.path : start, index, {
      file(file) {
        const { path, isKept } = file;
        const name = label === undefined ? labelOf(path) : `${label}/${nameIn(path, start)}`;
        const own = isInside(path, directory) ? nameIn(path, directory) : "";
        const isResult = own !== "" && (results.test(own) || (own.startsWith("bin/") && !isKept && path !== start));
        if (walked.has(name) || !counts(path) || isResult) {
          return;
        }
        walked.add(name);
        if (isExtra) {
          sources.ignored.add(name);
        }
        if (walked.size > fileLimit) {
          throw new Error(`it may depend on more than ${fileLimit} files, among them ${path}`);
        }
        if (file.id !== undefined && label === undefined && isPlain(path)) {
          sources.files.set(name, stateOf(file.stats, file.id));
        } else {
          found.push({ label: name, file });
        }
      },
      modules: (path, isIgnored) => !addModules(path) && !isIgnored,
      unreadable: (path) => sources.local.set(labelOf(path), "unreadable"),
    });
  };

  const read = async ({ label, file: { path, stats, id, isKept } }: (typeof found)[number]) => {
    // A file linked from elsewhere belongs to this machine, whichever git work tree it is in.
    const isOfMachine = isInstalled(label) && !(isKept && isInside(path, root.path));
    const place = isOfMachine ? sources.local : sources.files;
    if (stats.isSymbolicLink()) {
      const real = realOf(path);
      if (real !== undefined && !isInside(real, root.path)) {
        follow(path, label);
      } else {
        place.set(label, `l ${real === undefined ? readlinkSync(path) : nameIn(real, dirname(path))}`);
      }
      return;
    }
    if (dirname(path) === directory && manifests.test(basename(path))) {
      const text = removeServiceId(textOf(path)).trim();
      if (text !== "") {
        place.set(label, digest(text));
      }
      return;
    }
    const content = id ?? (await facts.idOf(path, stats));
    const state = stateOf(stats, content);
    (state.startsWith("x") && label.startsWith("../") ? sources.local : place).set(label, state);
    const reference = isPlain(path) ? undefined : references[basename(path)];
    if (reference !== undefined) {
      const texts = facts.of(`references ${label}`, content, () =>
        JSON.stringify([...textOf(path).matchAll(reference)].map((match) => match[1])),
      );
      const from = whereReferencesBegin(path);
      for (const text of JSON.parse(texts) as string[]) {
        follow(resolve(from, text), `${label}: ${text}`);
      }
    }
  };
  const readAll = async () => {
    for (const each of found.splice(0)) {
      await read(each).catch((error: NodeJS.ErrnoException) => {
        // The build cannot read the file either. A file that is gone by now does not count.
        if (error.code !== "ENOENT") {
          sources.local.set(each.label, "unreadable");
        }
      });
    }
  };

  try {
    rootIndex = root.git === undefined ? undefined : readGitIndex(root.git);
    for (const start of selection.starts) {
      visit(start, isInside(start, root.path) ? rootIndex : undefined, selection.has);
    }
    selection.check();
    isExtra = true;
    const isLeft = (path: string) => !selection.leavesOut(path);
    const always = namesIn(directory).filter(countsAlways);
    // A named directory around the project only says where to look. And it does not widen what `build.inputs` narrows.
    const isCovered = (path: string) =>
      isInside(path, root.path) && statOf(path)?.isDirectory() && (selection.narrows || isInside(directory, path));
    for (const path of [...always.map((name) => join(directory, name)), ...named.filter((path) => !isCovered(path))]) {
      visit(path, isInside(path, root.path) ? rootIndex : undefined, isLeft);
    }
    isExtra = false;
    for (const above of ancestors(directory)) {
      addModules(join(above, "node_modules"));
      for (const path of isInside(above, root.path) ? [] : lookedUp.map((name) => join(above, name))) {
        ofMachine.add(path);
      }
    }
    for (await readAll(); queue.length + links.length > 0; await readAll()) {
      const [next] = (queue.length > 0 ? queue : links).splice(0, 1);
      if (next !== undefined && !followed.has(next.path)) {
        followed.add(next.path);
        const git = gitDirectory(next.path);
        visit(next.path, git === undefined ? undefined : readGitIndex(git), isLeft, next.label);
      }
    }
  } catch (error) {
    if (error instanceof ComputeError) {
      throw error;
    }
    sources.incomplete = (error as Error).message;
  }
  for (const path of ofMachine) {
    if (statOf(path)?.isFile()) {
      sources.local.set(labelOf(path), await facts.hashOf(path).catch(() => "unreadable"));
    }
  }
  return sources;
}

/** The directory that a file's references start from. */
export function whereReferencesBegin(path: string): string {
  return basename(dirname(path)) === ".cargo" ? dirname(dirname(path)) : dirname(path);
}

/** Whether only the content of such a file matters. */
function isPlain(path: string): boolean {
  const name = basename(path);
  return !Object.hasOwn(references, name) && !manifests.test(name);
}

function stateOf(stats: Stats, content: string): string {
  return `${stats.mode & 0o100 ? "x" : "-"} ${content}`;
}

/** Whether a package manager installed the path and keeps a record of it. */
function isInstalled(path: string): boolean {
  return path.split(/[/\\]/).includes("node_modules");
}
