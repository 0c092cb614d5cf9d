import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { ComputeError } from "pulumi-fastly-compute/internal";

/** One line for people who do not have it. */
export const HOW_TO_GET_VICEROY =
  "The local edge runs services with Viceroy, Fastly's local runtime; get it with: cargo install viceroy --locked";

/** The path of Viceroy: on PATH, or where `cargo install` puts it. Undefined when it is not there. */
export function findViceroy(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const name = process.platform === "win32" ? "viceroy.exe" : "viceroy";
  const cargo = join(env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");
  const directories = [...(env.PATH ?? "").split(delimiter), cargo].filter((directory) => directory !== "");
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

/** @throws ComputeError when Viceroy is not there, saying how to get it. */
export function needViceroy(env?: NodeJS.ProcessEnv): string {
  const path = findViceroy(env);
  if (path === undefined) {
    throw new ComputeError("There is no viceroy on PATH", `${HOW_TO_GET_VICEROY}.`);
  }
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
