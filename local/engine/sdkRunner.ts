import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DIE_WITH_PARENT } from "./dieWithParent";
import { fastStart } from "./fastStart";

/**
 * The path of a runner of the SDK that is installed for a directory.
 *
 * @param missing the error for a directory without an SDK.
 */
export function sdkRunner(
  directory: string,
  name: "run" | "run-plugin" | "run-policy-pack",
  missing: () => Error,
): string {
  try {
    return createRequire(join(directory, "package.json")).resolve(`@pulumi/pulumi/cmd/${name}/index.js`);
  } catch {
    throw missing();
  }
}

/**
 * Starts a runner of the SDK in a process that ends with this one.
 *
 * @param directory the directory of what the runner runs.
 * @param args the runner, and its arguments.
 */
export function spawnRunner(
  directory: string,
  args: string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): ChildProcess {
  return spawn(process.execPath, [`--import=${DIE_WITH_PARENT}`, ...fastStart(directory), ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}
