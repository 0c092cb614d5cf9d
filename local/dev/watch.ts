import { execFile } from "node:child_process";
import { basename, relative, sep } from "node:path";
import { watch } from "chokidar";
import { FILE_LIMITS, readRegularFile, sha256 } from "pulumi-fastly-compute/internal";

export interface Watcher {
  close(): Promise<void>;
}

/** No build reads its sources from these, and most of the files of a project are in them. */
const NEVER = new Set([".git", "node_modules", ".fastly-compute"]);

/** What a run has beside a manifest while it lasts: `.fastly.toml.lock`, and names on the way to it. */
const LOCK = /^\.fastly\..*\.lock\b/;

/** Changes that come this close together are one: a checkout, or an editor that writes twice. */
const TOGETHER_MS = 40;

/**
 * Tells of changed files below a directory, relative to it. It tells of more than a build reads: whether there is
 * something to build is the fingerprint's to say. What git ignores is left out, but for `.env` files, as is a file that
 * was written with the content that it had.
 */
export async function watchFiles(
  root: string,
  changed: (files: string[]) => void,
  /** A directory that we write to ourselves. */
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
  // Whether it was not there before. What comes and goes at once was only on its way to another name.
  let waiting = new Map<string, boolean>();
  let timer: NodeJS.Timeout | undefined;
  const tell = async () => {
    const told = waiting;
    waiting = new Map();
    const counting = (await withoutIgnored(root, [...told.keys()])).filter((path) => {
      const content = contentOf(path);
      const isNew = (contents.get(path) ?? (told.get(path) ? NONE : undefined)) !== content;
      contents.set(path, content);
      return isNew;
    });
    if (counting.length > 0) {
      changed(counting.map((path) => relative(root, path)).sort());
    }
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
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

/** What a file that is not there has, which no digest is. */
const NONE = "none";

function contentOf(path: string): string {
  try {
    return sha256(readRegularFile(path, FILE_LIMITS.data));
  } catch {
    return NONE;
  }
}

/** Asks git, where there is one and the directory is in a repository. */
async function withoutIgnored(root: string, paths: string[]): Promise<string[]> {
  const asked = paths.filter((path) => !basename(path).startsWith(".env"));
  const ignored = await new Promise<Set<string>>((resolve) => {
    const git = execFile("git", ["check-ignore", "-z", "--stdin"], { cwd: root }, (_, stdout) =>
      resolve(new Set(stdout.split("\0"))),
    );
    git.stdin?.on("error", () => {});
    git.stdin?.end(asked.join("\0"));
  });
  return paths.filter((path) => !ignored.has(path));
}
