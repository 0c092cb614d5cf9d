import { constants, copyFileSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { lstatSync, rmSync } from "../system/stats";

interface Aside {
  /** Puts all files back, and removes whatever is in their places now. */
  restoreAll(): void;
  /** Puts back the files whose places are still empty. */
  restoreMissing(): void;
  forget(): void;
}

/**
 * Moves files away while a build runs. Whatever is in their places afterwards was written by the build.
 *
 * @param directory where the files are kept meanwhile, on the same file system if possible
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
        // The build may have made a directory in its place.
        rmSync(path, { recursive: true, force: true });
      }
      restore(() => true);
    },
    restoreMissing: () => restore((path) => !isThere(path)),
    forget: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A symbolic link is moved as a link. */
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
