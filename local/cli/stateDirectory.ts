import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { sha256 } from "pulumi-fastly-compute/internal";
import type { Invocation } from "./invocation";
import type { Project } from "./project";
import { stateError } from "./stateErrors";

/**
 * The directory in which the local API and each stack keep their state. It is `--state`, or a directory of the user for
 * each project directory. It is not in the project. Otherwise a pull request could claim that things exist already, and
 * nothing would change.
 */
export function stateDirectoryOf(
  { state }: Pick<Invocation, "state">,
  { root }: Pick<Project, "root">,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (state !== undefined) {
    return resolve(state);
  }
  const path = existsSync(root) ? realpathSync(root) : resolve(root);
  const digest = sha256(path).slice(0, 16);
  return join(stateHome(env), "fastly-compute", `${basename(path).replace(/[^\w.-]+/g, "-")}-${digest}`);
}

function stateHome({ XDG_STATE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv): string {
  // By the specification, relative paths are ignored.
  if (XDG_STATE_HOME?.startsWith("/")) {
    return XDG_STATE_HOME;
  }
  return process.platform === "win32" && LOCALAPPDATA ? LOCALAPPDATA : join(homedir(), ".local", "state");
}

/** Makes the directory if needed. Only its owner may read it, and git ignores it: it has secrets. */
export function makeStateDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const ignore = join(directory, ".gitignore");
    if (!existsSync(ignore)) {
      try {
        writeFileSync(ignore, "*\n");
      } catch (error) {
        // A full disk would leave an empty file, and later runs would take the file for complete.
        rmSync(ignore, { force: true });
        throw error;
      }
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw stateError("state-directory-unusable", { directory, why: code });
  }
}
