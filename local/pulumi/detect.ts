import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether the real engine and the real provider are on PATH: `pulumi` and `pulumi-resource-fastly`. */
export function detectPulumi(env: NodeJS.ProcessEnv = process.env): boolean {
  return ["pulumi", "pulumi-resource-fastly"].every((name) => isOnPath(name, env));
}

function isOnPath(name: string, env: NodeJS.ProcessEnv): boolean {
  const extensions = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  return (env.PATH ?? "")
    .split(delimiter)
    .filter((directory) => directory !== "")
    .some((directory) => extensions.some((extension) => isExecutable(join(directory, name + extension))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
