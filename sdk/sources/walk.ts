import { type Dirent, readdirSync, type Stats } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { lstatSync } from "../system/stats";
import { converts, type GitIndex, readGitIndex } from "./gitIndex";
import { ancestors, gitDirectory, isInside, nameIn, namesIn, type Root, statOf, textOf } from "./root";

/** A file or symbolic link that counts. */
export interface Found {
  path: string;
  stats: Stats;
  /** The id of its content, when git's index has it. */
  id?: string;
  /** Whether git tracks the file, even if it is ignored. */
  isKept: boolean;
}

/** Called with each file. The order depends on names only. */
export interface Visitor {
  file(found: Found): void;
  /** A `node_modules` that git does not track. Returns whether its content counts like that of other directories. */
  modules(path: string, isIgnored: boolean): boolean;
  unreadable(path: string): void;
}

/** The rules in a directory: the `.gitignore` files from the top of the work tree on, innermost first. */
interface Scope {
  top: string;
  index?: GitIndex;
  rules: { base: string; matcher: Ignore }[];
  /** Whether attributes make the index's content differ from that on disk. */
  converts: boolean;
}

/** Files of Pulumi and of this package that a run writes. */
const own = /^(\.git|\.pulumi|\.fastly-compute|Pulumi(\.[^/]+)?\.yaml)$/;
/** Marks a directory that tools fill again, such as Cargo's `target`: https://bford.info/cachedir. */
const cacheTag = "CACHEDIR.TAG";
const cacheSignature = "Signature: 8a477f597d28d172789f06886806bc55";

/**
 * Visits the files at or below `start` that count: all that git tracks, and all that no `.gitignore` from `top` on
 * leaves out. A `.gitignore` above `start` does not decide about `start` itself. The same library reads the rules with
 * git and without. Rules of this machine only (`core.excludesFile`, `.git/info/exclude`) do not count.
 *
 * @param index what git tracks below `top`. Undefined without git.
 * @throws when the index of a work tree below cannot be read.
 */
export function walk(start: string, top: string, index: GitIndex | undefined, visitor: Visitor): void {
  const stats = lstatSync(start, { throwIfNoEntry: false });
  let scope: Scope = { top, index, rules: [], converts: false };
  for (const path of ancestors(dirname(start))
    .filter((above) => isInside(above, top))
    .reverse()) {
    scope = enter(path, scope, namesIn(path));
    const next = join(path, relative(path, start).split(sep)[0] ?? "");
    if (isIgnored(next, true, scope)) {
      scope = { ...scope, rules: [] };
    }
  }
  if (stats?.isDirectory()) {
    walkDirectory(start, scope, true, visitor);
  } else if (stats?.isFile() || stats?.isSymbolicLink()) {
    const name = nameIn(start, top);
    visitor.file(describe(start, name, stats, scope, scope.index?.has(name) ?? false));
  }
}

/**
 * Returns a function that says whether {@link walk} leaves out a file below the root. The function reads rules and
 * git's index only once, so use it for a single pass.
 */
export function leavesOut({ path: top, git }: Root): (path: string) => boolean {
  const scopes = new Map<string, Scope | undefined>();
  const isOut = (path: string, isDirectory: boolean, scope: Scope) =>
    isIgnored(path, isDirectory, scope) && !scope.index?.has(nameIn(path, scope.top));
  /** Undefined for a directory that is itself left out. */
  const scopeOf = (directory: string): Scope | undefined => {
    if (!scopes.has(directory)) {
      scopes.set(directory, entered(directory));
    }
    return scopes.get(directory);
  };
  const entered = (directory: string): Scope | undefined => {
    if (directory === top || directory === dirname(directory)) {
      const index = git === undefined ? undefined : readGitIndex(git);
      return enter(directory, { top, index, rules: [], converts: false }, namesIn(directory));
    }
    const outer = scopeOf(dirname(directory));
    return outer === undefined || isOut(directory, true, outer)
      ? undefined
      : enter(directory, outer, namesIn(directory));
  };
  return (path) => {
    const scope = scopeOf(dirname(path));
    return scope === undefined || isOut(path, false, scope);
  };
}

function walkDirectory(directory: string, outer: Scope, isKept: boolean, visitor: Visitor): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    visitor.unreadable(directory);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = entries.map(({ name }) => name);
  if (!isKept && names.includes(cacheTag) && textOf(join(directory, cacheTag)).startsWith(cacheSignature)) {
    return;
  }
  const scope = enter(directory, outer, names);
  // Tools keep caches in such directories.
  const isModules = basename(directory) === "node_modules";
  const base = directory.endsWith(sep) ? directory : directory + sep;
  const prefix = directory === scope.top ? "" : `${nameIn(directory, scope.top)}/`;
  for (const entry of entries) {
    if (own.test(entry.name) || (isModules && !isKept && entry.name.startsWith("."))) {
      continue;
    }
    const path = base + entry.name;
    const isDirectory = entry.isDirectory();
    const name = prefix + entry.name;
    const kept = scope.index?.has(name) ?? false;
    if (!kept) {
      const ignored = isIgnored(path, isDirectory, scope);
      if (entry.name === "node_modules" ? !visitor.modules(path, ignored) : ignored) {
        continue;
      }
    }
    if (isDirectory) {
      walkDirectory(path, scope, kept, visitor);
    } else if (entry.isFile() || entry.isSymbolicLink()) {
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats !== undefined) {
        visitor.file(describe(path, name, stats, scope, kept));
      }
    }
  }
}

/** A work tree within another one has its own rules, whether it is a submodule or not. */
function enter(directory: string, outer: Scope, names: string[]): Scope {
  const git = directory !== outer.top && names.includes(".git") ? gitDirectory(directory) : undefined;
  const scope = git === undefined ? outer : { top: directory, index: readGitIndex(git), rules: [], converts: false };
  const read = (name: string) => (names.includes(name) ? textOf(join(directory, name)) : "");
  const rules = read(".gitignore");
  const matcher = rules === "" ? undefined : ignore({ ignorecase: false }).add(rules);
  return {
    ...scope,
    rules: matcher === undefined ? scope.rules : [{ base: directory, matcher }, ...scope.rules],
    converts: scope.converts || converts.test(read(".gitattributes")),
  };
}

function isIgnored(path: string, isDirectory: boolean, { rules }: Scope): boolean {
  for (const { base, matcher } of rules) {
    const { ignored, unignored } = matcher.test(nameIn(path, base) + (isDirectory ? "/" : ""));
    if (ignored || unignored) {
      return ignored;
    }
  }
  return false;
}

/** @param name the path from the top of the work tree */
function describe(path: string, name: string, stats: Stats, { index, converts }: Scope, isKept: boolean): Found {
  const id = converts || !isKept || !stats.isFile() ? undefined : index?.idOf(name, stats);
  return { path, stats, id, isKept };
}

/** The files in which a package manager records what it has put into a `node_modules`. */
export function installRecords(modules: string): string[] {
  return [".package-lock.json", ".modules.yaml", ".pnpm/lock.yaml", ".yarn-state.yml", ".yarn-integrity"]
    .map((name) => join(modules, name))
    .filter((path) => statOf(path)?.isFile());
}

/** The links among the packages in a `node_modules`: from `npm link`, `file:` and workspaces. */
export function linkedPackages(modules: string): string[] {
  const links: string[] = [];
  const list = (directory: string) => {
    try {
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        if (entry.isSymbolicLink()) {
          links.push(join(directory, entry.name));
        } else if (entry.name.startsWith("@") && entry.isDirectory() && basename(directory) === "node_modules") {
          list(join(directory, entry.name));
        }
      }
    } catch {
      // The file is gone by now.
    }
  };
  list(modules);
  return links.sort();
}
