import { existsSync, readdirSync, realpathSync, type Stats } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { FILE_LIMITS, readRegularText } from "../system/files";
import { statSync } from "../system/stats";

/** The directory with all files that a build is expected to see. */
export interface Root {
  path: string;
  /** Git's own directory of the work tree, when the root is a work tree. */
  git?: string;
}

/** Files that a package manager writes for everything below them. They mark the top of a workspace. */
const lockFile = /^(.+[-.]lock(\.json|\.ya?ml|b)?|npm-shrinkwrap\.json|go\.sum)$/;
/** Whether a file in a project's directory counts for a build even when git ignores it. */
export const countsAlways = (name: string) => name.startsWith(".env") || lockFile.test(name);

const workspaceFile = /^(Pulumi\.yaml|pnpm-workspace\.yaml|go\.work|nx\.json|turbo\.json|lerna\.json|rush\.json)$/;
const workspaceText: Record<string, RegExp> = {
  "package.json": /"workspaces"\s*:/,
  "Cargo.toml": /^\[workspace[\].]/m,
  "pyproject.toml": /^\[tool\.uv\.workspace\]/m,
};

/**
 * The git work tree with the project's directory. Without git, the outermost of three directories: the Pulumi
 * project's, a workspace's and a lock file's.
 *
 * @param directory the project's directory, without links
 * @param program where the Pulumi program runs, without links
 */
export function findRoot(directory: string, program: string): Root {
  const above = ancestors(directory);
  for (const path of above) {
    const git = gitDirectory(path);
    // A submodule is part of the work tree around it.
    if (git !== undefined && !git.includes(join(".git", "modules"))) {
      return { path, git };
    }
  }
  const pulumi = ancestors(program).find((path) => existsSync(join(path, "Pulumi.yaml"))) ?? program;
  const shared = above.find((path) => isInside(pulumi, path)) ?? directory;
  const strays = new Set([...ancestors(homedir()), ...ancestors(tmpdir())]);
  const found = above.filter(
    (path) => path === directory || path === pulumi || (!strays.has(path) && (path === shared || isWorkspace(path))),
  );
  return { path: found.at(-1) ?? directory };
}

/** The path and the directories above it, the nearest first. */
export function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...ancestors(parent)];
}

/** Whether the path is the directory or below it. Both are absolute. */
export function isInside(path: string, directory: string, { sep: separator }: { sep: string } = HERE): boolean {
  // On Windows, drives and names may be in either case.
  const [inner, outer] = separator === "\\" ? [path.toLowerCase(), directory.toLowerCase()] : [path, directory];
  return inner === outer || inner.startsWith(outer.endsWith(separator) ? outer : outer + separator);
}

const HERE = { sep };

/** The path relative to the directory, with forward slashes as in git. */
export function nameIn(path: string, directory: string): string {
  const name = isInside(path, directory)
    ? path.slice(directory.length + (directory.endsWith(sep) ? 0 : 1))
    : relative(directory, path);
  return sep === "/" ? name : name.replaceAll(sep, "/");
}

/** The text of a settings file. Empty when there is no readable file. */
export function textOf(path: string): string {
  try {
    return readRegularText(path, FILE_LIMITS.settings).replace(/^\uFEFF/, "");
  } catch {
    return "";
  }
}

/** The file at the end of the links. Undefined when there is none, or none that may be read. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The path without links. Undefined when nothing is there. */
export function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The names in a directory. None when it cannot be read. */
export function namesIn(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

/** Git's own directory of the work tree with this top. A submodule and a linked work tree have a file that names it. */
export function gitDirectory(path: string): string | undefined {
  const place = join(path, ".git");
  const stats = statOf(place);
  const git = stats?.isFile() ? resolve(path, /^gitdir: (.+)/.exec(textOf(place))?.[1]?.trim() ?? "none") : place;
  return stats !== undefined && existsSync(join(git, "HEAD")) ? git : undefined;
}

function isWorkspace(path: string): boolean {
  return namesIn(path).some(
    (name) => lockFile.test(name) || workspaceFile.test(name) || workspaceText[name]?.test(textOf(join(path, name))),
  );
}
