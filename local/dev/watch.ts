import { realpathSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { watch } from "chokidar";
import {
  countsAlways,
  FILE_LIMITS,
  findRoot,
  isInside,
  leavesOut,
  openSourcesBeyond,
  type Root,
  readRegularFile,
  removeServiceId,
  sha256,
} from "pulumi-fastly-compute/internal";

export interface Watcher {
  close(): Promise<void>;
}

/** Directories with most of a project's files, but no sources of a build. */
const NEVER = new Set([".git", "node_modules", ".fastly-compute", ".venv", "__pycache__"]);

/** Files beside a manifest during a run: `.fastly.toml.lock`, and temporary names for it. */
const LOCK = /^\.fastly\..*\.lock\b/;

/** A manifest, or an environment's. A deployment writes the `service_id` into it. */
const MANIFEST = /^fastly\..*toml$/;

/** Changes that come this close together count as one: a checkout, or an editor that writes twice. */
const TOGETHER_MS = 25;

/**
 * After the report of a file, the watcher is silent about it for 50 ms. One more check finds changes during that time.
 */
const UNTOLD_MS = 60;

export interface RootsWatcher extends Watcher {
  /**
   * Watches everything that may count for a build of the app in this directory. `program` is the directory of the
   * Pulumi program.
   */
  add(app: string, program: string): Promise<void>;
  /** Watches the files outside of these places: modules of a program that are elsewhere. */
  addFiles(paths: readonly string[]): void;
  /**
   * Watches the files outside of all roots that the last build of an app has read: behind links, and of local
   * dependencies.
   */
  addBeyond(app: string, program: string): void;
}

/** Reports changed files in everything that apps may be built from, relative to a root. */
export function watchRoots(changed: (files: string[], root: string) => void, except?: string): RootsWatcher {
  const watchers = new Map<string, Watcher>();
  const stray = new Set<string>();
  const beyond = new Map<string, () => string[]>();
  const ignored = (path: string) => path.split(sep).some((part) => NEVER.has(part));
  const strays = watch([], { ignoreInitial: true, followSymlinks: false, ignored });
  strays.on("all", (event, path) => void (event !== "addDir" && changed([path], "")));
  const isWatched = (path: string) => stray.has(path) || [...watchers.keys()].some((root) => isInside(path, root));
  return {
    addFiles(paths) {
      for (const path of paths.filter((path) => !isWatched(path) && !ignored(path))) {
        stray.add(path);
        strays.add(path);
      }
    },
    addBeyond(app, program) {
      const directory = withoutLinks(app);
      const places =
        beyond.get(directory) ?? openSourcesBeyond(directory, findRoot(directory, withoutLinks(program)).path);
      beyond.set(directory, places);
      this.addFiles(places());
    },
    async add(app, program) {
      const root = findRoot(withoutLinks(app), withoutLinks(program));
      if ([...watchers.keys()].some((path) => isInside(root.path, path))) {
        return;
      }
      const watcher = await watchFiles(root, (files) => changed(files, root.path), except);
      for (const [path, inner] of watchers) {
        if (isInside(path, root.path)) {
          watchers.delete(path);
          await inner.close();
        }
      }
      watchers.set(root.path, watcher);
    },
    close: async () => {
      await Promise.all([strays, ...watchers.values()].map((watcher) => watcher.close()));
    },
  };
}

function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * Reports changed files below a root, relative to the root. It reports more files than a build reads: the fingerprint
 * decides whether to build. Files that git ignores are left out, as the fingerprint leaves them out too. Also left out
 * is a file that was written with its former content. For a manifest, the `service_id` does not count as content.
 */
export async function watchFiles(
  { path: root, git }: Root,
  changed: (files: string[]) => void,
  /** A directory that we write into ourselves. */
  except?: string,
): Promise<Watcher> {
  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) =>
      path === except ||
      relative(root, path)
        .split(sep)
        .some((part) => NEVER.has(part) || LOCK.test(part)),
  });
  const contents = new Map<string, string>();
  // Whether the file is new. A file that appears and disappears at once was only a temporary name.
  let waiting = new Map<string, boolean>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  /** Reports the files whose content has changed. Returns whether there are any. */
  const look = (paths: Map<string, boolean>): boolean => {
    const different = counted({ path: root, git }, [...paths.keys()]).filter((path) => {
      const content = contentOf(path);
      const isNew = (contents.get(path) ?? (paths.get(path) ? NONE : undefined)) !== content;
      contents.set(path, content);
      return isNew;
    });
    if (different.length > 0 && !isClosed) {
      changed(different.map((path) => relative(root, path)).sort());
    }
    return different.length > 0;
  };
  const tell = async () => {
    const told = waiting;
    waiting = new Map();
    look(told);
    do {
      await delay(UNTOLD_MS);
    } while (!isClosed && look(told));
  };
  watcher.on("all", (event, path) => {
    if (event === "addDir") {
      return;
    }
    waiting.set(path, waiting.get(path) ?? event === "add");
    clearTimeout(timer);
    timer = setTimeout(() => void tell(), TOGETHER_MS);
  });
  await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
  for (const [directory, names] of Object.entries(watcher.getWatched())) {
    for (const path of names.filter((name) => MANIFEST.test(name)).map((name) => join(directory, name))) {
      contents.set(path, contentOf(path));
    }
  }
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

/** Stands for a missing file. No digest is equal to this. */
const NONE = "none";

function contentOf(path: string): string {
  try {
    const text = readRegularFile(path, FILE_LIMITS.data);
    return sha256(MANIFEST.test(basename(path)) ? removeServiceId(text.toString("utf8")) : text);
  } catch {
    return NONE;
  }
}

/** Leaves out files that git ignores. While an index is being written it may be unreadable: then all files count. */
function counted(root: Root, paths: string[]): string[] {
  try {
    const isOut = leavesOut(root);
    return paths.filter((path) => countsAlways(basename(path)) || !isOut(path));
  } catch {
    return paths;
  }
}
