import { lstatSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import type { FactStore, Facts } from "./facts";
import { entriesOf, filesAbove, linkedPackages, stat, targets } from "./outside";

/** A file that the result of a build may depend on. */
export interface Source extends Pick<Facts, "hash"> {
  /** Scripts may be run; who else may read or write a file changes no build. */
  executable: boolean;
}

/** All files that the result of a build may depend on, by their path from the project's directory. */
export interface Sources {
  files: Map<string, Source>;
  /** Variables of the environment that only count because the project names them. */
  variables: Set<string>;
  /** Why the list is not complete, when it is not. */
  incomplete?: string;
}

/** Directories that tools fill from what is counted anyway: lock files, sources, commits. */
const skippedDirectories = new Set(
  ".git .hg .svn .fastly-compute .pulumi node_modules __pycache__ .build .zig-cache zig-cache .cache .parcel-cache .turbo .venv".split(
    " ",
  ),
);

/**
 * In the project's directory itself: the results, the manifests (of which the build sees only `language` and
 * `[scripts]`, so that writing `service_id` triggers none), and the files of Pulumi.
 */
const skippedAtTop = /^(bin\/main\.wasm|pkg\/[^/]*\.tar\.gz|fastly(\.[^/]+)?\.toml|Pulumi(\.[^/]+)?\.yaml)$/;

/** More than this is no project any more, but a home directory that some file refers to. */
const fileLimit = 20_000;

/**
 * Reads the sources of the project: all files of its directory, the files above that tools look for, and what any of
 * these refers to outside (Cargo `path`, npm `file:` and workspaces, Go `replace`, imports by `../`), and so on.
 *
 * @param inputs more files and directories, absolute
 * @param isRead whether references in a file with this content count; a bundle in `dist` would repeat those of its sources
 */
export async function readSources(
  directory: string,
  inputs: readonly string[],
  facts: FactStore,
  isRead: (path: string, hash: string) => boolean,
): Promise<Sources> {
  const result: Sources = { files: new Map(), variables: new Set() };
  const root = realpathSync(directory);
  const seen = new Set<string>();
  const queue: string[] = [root];

  const add = async (path: string, stats: Stats) => {
    const name = relative(root, path).split(sep).join("/");
    if (result.files.has(name) || skippedAtTop.test(name)) {
      return;
    }
    const { hash, paths, variables } = await facts.of(path, stats);
    result.files.set(name, { hash, executable: (stats.mode & 0o100) !== 0 });
    if (!isRead(name, hash)) {
      return;
    }
    for (const variable of variables) {
      result.variables.add(variable);
    }
    for (const reference of paths) {
      queue.push(...targets(reference, path, root));
    }
    if (basename(path) === "package.json") {
      queue.push(...linkedPackages(path));
    }
  };

  const addLink = async (path: string) => {
    const target = stat(path);
    if (skippedDirectories.has(basename(path))) {
      return;
    }
    if (target?.isFile()) {
      await add(path, target);
    } else if (target?.isDirectory()) {
      result.files.set(relative(root, path), { hash: readlinkSync(path), executable: false });
      queue.push(realpathSync(path));
    }
  };

  const walk = async (path: string): Promise<void> => {
    if (seen.has(path)) {
      return;
    }
    seen.add(path);
    for (const entry of entriesOf(path)) {
      const child = join(path, entry.name);
      if (result.files.size >= fileLimit) {
        result.incomplete = `it would depend on more than ${fileLimit} files, among them ${child}`;
        return;
      }
      if (entry.isDirectory()) {
        if (!isSkipped(child)) {
          await walk(child);
        }
      } else if (entry.isSymbolicLink()) {
        await addLink(child);
      } else if (entry.isFile()) {
        const stats = lstatSync(child, { throwIfNoEntry: false });
        if (stats !== undefined) {
          await add(child, stats);
        }
      }
    }
  };

  queue.push(...inputs, ...filesAbove(root));
  for (let path = queue.shift(); path !== undefined && result.incomplete === undefined; path = queue.shift()) {
    const stats = stat(path);
    if (stats?.isDirectory()) {
      await walk(path);
    } else if (stats?.isFile()) {
      await add(path, stats);
    }
  }
  return result;
}

/** Cargo and others mark what they generate with CACHEDIR.TAG, Python its environments with pyvenv.cfg. */
function isSkipped(path: string): boolean {
  return (
    skippedDirectories.has(basename(path)) ||
    stat(join(path, "CACHEDIR.TAG")) !== undefined ||
    stat(join(path, "pyvenv.cfg")) !== undefined
  );
}
