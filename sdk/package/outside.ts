import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** What tools look for in the directories above a project: workspaces, lock files, settings and versions. */
const lookedUp =
  "Cargo.toml Cargo.lock .cargo/config.toml .cargo/config rust-toolchain rust-toolchain.toml go.work go.work.sum tsconfig.base.json uv.lock .python-version .npmrc .nvmrc .node-version .tool-versions mise.toml pnpm-workspace.yaml".split(
    " ",
  );

const npmLocks = "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb".split(" ");
/** What npm, pnpm and Yarn keep about what is really installed. */
const installed = [".package-lock.json", ".pnpm/lock.yaml", ".yarn-state.yml", ".yarn-integrity"].map((file) =>
  join("node_modules", file),
);

/**
 * The files and directories outside the project that a reference may mean: relative to the file it stands in, or to the
 * project's directory, where scripts run; as it is, or without the extension that an import leaves out.
 */
export function targets(reference: string, from: string, root: string): string[] {
  const bases = isAbsolute(reference) ? ["/"] : [dirname(from), root];
  return bases
    .map((base) => resolve(base, reference))
    .filter((path) => !isInside(path, root) && !path.split(sep).includes("node_modules"))
    .flatMap((path) => (isInside(root, path) ? ancestor(path, from) : stat(path) ? [path] : withExtension(path)));
}

/**
 * A directory above the project is a source only where a package or module is named; elsewhere `../..` is just the
 * beginning of a path.
 */
function ancestor(path: string, from: string): string[] {
  return /^(Cargo\.toml|package\.json|go\.mod|go\.work|pyproject\.toml)$/.test(basename(from)) ? [path] : [];
}

function withExtension(path: string): string[] {
  const stem = basename(path).replace(/\.[cm]?jsx?$/, "");
  return entriesOf(dirname(path))
    .filter((entry) => entry.name.replace(/\.[^.]*$/, "") === stem)
    .map((entry) => join(dirname(path), entry.name));
}

/** What tools may find in the directories above the project. The lock files are those of the nearest npm root. */
export function filesAbove(root: string): string[] {
  const files: string[] = [];
  const locked = (directory: string) => npmLocks.some((lock) => stat(join(directory, lock)) !== undefined);
  let npmRoot: string | undefined;
  for (let at = root; ; at = dirname(at)) {
    files.push(...lookedUp.map((file) => join(at, file)));
    if (npmRoot === undefined && locked(at)) {
      npmRoot = at;
      files.push(join(at, "package.json"), ...npmLocks.map((file) => join(at, file)));
    }
    if (npmRoot === undefined || npmRoot === at) {
      files.push(...installed.map((file) => join(at, file)));
    }
    if (dirname(at) === at) {
      return files;
    }
  }
}

/** Dependencies that are symbolic links to sources: npm `file:`, `npm link` and the workspaces of all package managers. */
export function linkedPackages(packageJson: string): string[] {
  let names: string[];
  try {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(packageJson, "utf8"));
    names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    for (let at = dirname(packageJson); ; at = dirname(at)) {
      const path = join(at, "node_modules", name);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats?.isSymbolicLink()) {
        const target = stat(path) && realpathSync(path);
        return target === undefined || target.split(sep).includes("node_modules") ? [] : [target];
      }
      if (stats !== undefined || dirname(at) === at) {
        return [];
      }
    }
  });
}

/** Whether the path is the directory or below it. */
export function isInside(path: string, directory: string): boolean {
  const route = relative(directory, path);
  return route === "" || !(route === ".." || route.startsWith(`..${sep}`) || isAbsolute(route));
}

/** The entries of a directory; none when it is not there any more. */
export function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** What the path leads to, through links, or undefined. */
export function stat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
