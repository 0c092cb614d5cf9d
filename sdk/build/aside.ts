import { constants, copyFileSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { lstatSync, rmSync } from "../system/stats";

interface Aside {
  /** Puts all of them back, and removes what has come to be in their places. */
  restoreAll(): void;
  /** Puts those back that nothing has come in the place of. */
  restoreMissing(): void;
  forget(): void;
}

/**
 * Files that are moved away while a build runs, so that what is in their place afterwards was written by it.
 *
 * @param directory where they are kept meanwhile, on the same file system if possible
 */
export function putAside(paths: readonly string[], directory: string): Aside {
  const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  const moved = paths.filter(isThere).map((path, index) => ({ path, kept: join(directory, String(index)) }));
  mkdirSync(directory, { recursive: true });
  for (const { path, kept } of moved) {
    move(path, kept);
  }
  const restore = (isWanted: (path: string) => boolean) => {
    for (const { path, kept } of moved.filter(({ path }) => isWanted(path))) {
      mkdirSync(dirname(path), { recursive: true });
      move(kept, path);
    }
  };
  return {
    restoreAll() {
      for (const path of paths) {
        // A build may have made a directory of it.
        rmSync(path, { recursive: true, force: true });
      }
      restore(() => true);
    },
    restoreMissing: () => restore((path) => !isThere(path)),
    forget: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A link moves as a link. */
export function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") {
      throw error;
    }
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    rmSync(from, { force: true });
  }
}
