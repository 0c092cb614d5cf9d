import { realpathSync } from "node:fs";
import { join } from "node:path";
import { type GitIndex, readGitIndex } from "../sources/gitIndex";
import { ancestors, gitDirectory, nameIn } from "../sources/root";
import { FILE_LIMITS, readRegularFile } from "../system/files";
import { cacheDirectory } from "./cache";
import { packageError } from "./errors";

/**
 * Refuses a project whose `.fastly-compute` is in the git repository. The cache says which Wasm binary belongs to which
 * sources. A commit with such a cache could deploy another program than the sources.
 *
 * @throws ComputeError with the command that takes the cache out of git.
 */
export function refuseCommittedCache(projectDirectory: string): void {
  const cache = cacheDirectory(realpathSync(projectDirectory));
  const root = ancestors(cache).find((path) => gitDirectory(path) !== undefined);
  if (root === undefined) {
    return;
  }
  const name = nameIn(cache, root);
  const git = gitDirectory(root) ?? "";
  if (mayHave(git, name) && indexOf(git)?.has(name)) {
    throw packageError("cache-committed", { name, root });
  }
}

/**
 * Whether it makes sense to read the index of a large repository. Before index version 4, all names are stored in full.
 * A link to another index has to be followed.
 */
function mayHave(git: string, name: string): boolean {
  try {
    const bytes = readRegularFile(join(git, "index"), FILE_LIMITS.data);
    return bytes.readUInt32BE(4) > 3 || bytes.includes(`${name}/`) || bytes.includes("link\0");
  } catch {
    return false;
  }
}

/** Undefined for an index format that git has not written so far. */
function indexOf(git: string): GitIndex | undefined {
  try {
    return readGitIndex(git);
  } catch {
    return undefined;
  }
}
