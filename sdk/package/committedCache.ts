import { realpathSync } from "node:fs";
import { join } from "node:path";
import { type GitIndex, readGitIndex } from "../sources/gitIndex";
import { ancestors, gitDirectory, nameIn } from "../sources/root";
import { FILE_LIMITS, readRegularFile } from "../system/files";
import { cacheDirectory } from "./cache";
import { packageError } from "./errors";

/**
 * Refuses a project whose `.fastly-compute` is among the files of the git repository. It says which Wasm a build of the
 * sources gave: whoever could bring it with a commit would have something else deployed than what the sources are.
 *
 * @throws ComputeError with the command that takes it out.
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

/** Whether it is worth to read the index of a large repository: before version 4 it has all names in full, or a link. */
function mayHave(git: string, name: string): boolean {
  try {
    const bytes = readRegularFile(join(git, "index"), FILE_LIMITS.data);
    return bytes.readUInt32BE(4) > 3 || bytes.includes(`${name}/`) || bytes.includes("link\0");
  } catch {
    return false;
  }
}

/** Undefined for one in a form that git has not written so far. */
function indexOf(git: string): GitIndex | undefined {
  try {
    return readGitIndex(git);
  } catch {
    return undefined;
  }
}
