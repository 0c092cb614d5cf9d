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
  /** The id of its content, when git's index tells it. */
  id?: string;
  /** Whether git keeps it, whatever is ignored. */
  isKept: boolean;
}

/** Called with what is found, in an order that depends on names alone. */
export interface Visitor {
  file(found: Found): void;
  /** A `node_modules` that git does not keep. Returns whether its content counts like that of other directories. */
  modules(path: string, isIgnored: boolean): boolean;
  unreadable(path: string): void;
}

/** What holds in a directory: the `.gitignore` files from the top of the work tree on, the innermost first. */
interface Scope {
  top: string;
  index?: GitIndex;
  rules: { base: string; matcher: Ignore }[];
  /** Attributes make another content of what is in the index. */
  converts: boolean;
}

/** Files of Pulumi and of ourselves, which a run writes. */
const own = /^(\.git|\.pulumi|\.fastly-compute|Pulumi(\.[^/]+)?\.yaml)$/;
/** What marks a directory that tools fill anew, such as Cargo's `target`: https://bford.info/cachedir. */
const cacheTag = "CACHEDIR.TAG";
const cacheSignature = "Signature: 8a477f597d28d172789f06886806bc55";

/**
 * Visits the files at or below `start` that count: all that git keeps, and all that no `.gitignore` from `top` on leaves
 * out. Those above `start` are not asked whether `start` itself counts. With git and without, it is the same library that
 * reads them. Rules of this machine alone (`core.excludesFile`, `.git/info/exclude`) count nowhere.
 *
 * @param index what git keeps below `top`; undefined without git
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
 * Tells of single files below a root whether {@link walk} leaves them out. It is for one look: what it has read of rules
 * and of git's index it does not read again.
 */
export function leavesOut({ path: top, git }: Root): (path: string) => boolean {
  const scopes = new Map<string, Scope | undefined>();
  const isOut = (path: string, isDirectory: boolean, scope: Scope) =>
    isIgnored(path, isDirectory, scope) && !scope.index?.has(nameIn(path, scope.top));
  /** Undefined for a directory that is left out itself. */
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
  // Tools keep their caches in such directories.
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

/** A work tree within another one is its own, whether it is a submodule or not. */
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

/** @param name the path from the top of the work tree on */
function describe(path: string, name: string, stats: Stats, { index, converts }: Scope, isKept: boolean): Found {
  const id = converts || !isKept || !stats.isFile() ? undefined : index?.idOf(name, stats);
  return { path, stats, id, isKept };
}

/** The files that a package manager keeps about what it has put into a `node_modules`. */
export function installRecords(modules: string): string[] {
  return [".package-lock.json", ".modules.yaml", ".pnpm/lock.yaml", ".yarn-state.yml", ".yarn-integrity"]
    .map((name) => join(modules, name))
    .filter((path) => statOf(path)?.isFile());
}

/** The packages in a `node_modules` that are links: `npm link`, `file:` and workspaces. */
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
      // It is not there any more.
    }
  };
  list(modules);
  return links.sort();
}
