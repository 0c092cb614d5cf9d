import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "tar";
import { compareError } from "./errors";

/** A state of a project: a directory, and a function that removes it if it was made for this. */
export interface Checkout {
  directory: string;
  remove(): void;
}

/** How deep below a repository's root installed packages are looked for. */
const DEEPEST = 4;

/**
 * A directory as it is, or a git revision of the directory `dir`. A revision has its own files, without untracked ones,
 * and the packages that are installed now.
 */
export async function checkOut(what: string, dir: string): Promise<Checkout> {
  if (isDirectoryAt(what)) {
    return { directory: what, remove: () => {} };
  }
  const commit = git(dir, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${what}^{commit}`]);
  const root = git(dir, ["rev-parse", "--show-toplevel"]);
  if (commit === undefined || root === undefined) {
    throw compareError("revision-unknown", { what, directory: dir });
  }
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "fastly-compute-revision-")));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    await unpack(root, commit, directory);
    linkInstalled(root, directory, 0);
    return { directory: join(directory, git(dir, ["rev-parse", "--show-prefix"]) ?? ""), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function git(cwd: string, args: string[]): string | undefined {
  try {
    return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

async function unpack(root: string, commit: string, directory: string): Promise<void> {
  const archive = spawn("git", ["archive", "--format=tar", commit], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  await new Promise<void>((resolve, reject) => {
    archive.once("error", reject);
    archive.stdout
      .pipe(extract({ cwd: directory }))
      .once("close", resolve)
      .once("error", reject);
  });
}

/** A revision's own packages would have to be installed first. The working tree's packages are used instead. */
function linkInstalled(from: string, to: string, depth: number): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const { name } = entry;
    // Packages may be elsewhere, behind a link. Other links belong to the revision, or are none of its directories.
    const isDirectory = entry.isDirectory() || (name === "node_modules" && isDirectoryAt(join(from, name)));
    if (!isDirectory) {
      continue;
    }
    if (name === "node_modules") {
      if (!existsSync(join(to, name))) {
        symlinkSync(realpathSync(join(from, name)), join(to, name), "junction");
      }
    } else if (depth < DEEPEST && name !== ".git" && existsSync(join(to, name))) {
      linkInstalled(join(from, name), join(to, name), depth + 1);
    }
  }
}

function isDirectoryAt(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
