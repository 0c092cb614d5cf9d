import { constants, copyFileSync, mkdirSync, readdirSync, renameSync, utimesSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { rmSync, statSync } from "../system/stats";
import type { PackageRequest } from "./args";
import { type Cache, cacheDirectory } from "./cache";
import { packageError } from "./errors";
import { readArchive } from "./readArchive";

/** How many deployed packages are kept for a rollback. */
const KEPT = 5;

const EXTENSION = ".tar.gz";

/** Keeps a copy of a deployed package under its files hash. The oldest copies are removed. */
export function keepPackage(projectDirectory: string, archive: string, filesHash: string, cache: Cache): void {
  const directory = keptDirectory(projectDirectory);
  const kept = join(directory, `${filesHash}${EXTENSION}`);
  if (statSync(kept, { throwIfNoEntry: false }) === undefined) {
    const temporary = cache.temporary();
    copyFileSync(archive, temporary, constants.COPYFILE_FICLONE);
    mkdirSync(directory, { recursive: true });
    renameSync(temporary, kept);
  }
  const now = new Date();
  utimesSync(kept, now, now);
  for (const hash of keptHashes(directory).slice(KEPT)) {
    rmSync(join(directory, `${hash}${EXTENSION}`), { force: true });
  }
}

/**
 * Makes the package with this files hash, in lower case, the project's package. It is the present one, or a kept one.
 *
 * @throws ComputeError when the package is not on this machine any more, or is damaged.
 */
export async function restorePackage(
  request: PackageRequest,
  filesHash: string,
  target: string,
  cache: Cache,
): Promise<void> {
  const hasIt = async (path: string) => (await readArchive(path).catch(() => undefined))?.filesHash === filesHash;
  if (await hasIt(target)) {
    return;
  }
  const directory = keptDirectory(request.directory);
  const kept = join(directory, `${filesHash}${EXTENSION}`);
  if (!(await hasIt(kept))) {
    const others = keptHashes(directory).map((hash) => hash.slice(0, 12));
    throw packageError("package-not-kept", {
      hash: filesHash.slice(0, 12),
      directory: relative(request.directory, directory),
      manifest: request.manifestName,
      others,
    });
  }
  const temporary = cache.temporary();
  copyFileSync(kept, temporary, constants.COPYFILE_FICLONE);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(temporary, target);
}

function keptDirectory(projectDirectory: string): string {
  return join(cacheDirectory(projectDirectory), "packages");
}

/** Newest first. */
function keptHashes(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith(EXTENSION))
      .map((name) => ({ hash: name.slice(0, -EXTENSION.length), at: statSync(join(directory, name)).mtimeMs }))
      .sort((a, b) => b.at - a.at)
      .map(({ hash }) => hash);
  } catch {
    return [];
  }
}
