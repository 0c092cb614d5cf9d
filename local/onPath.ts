import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The program of this name in a directory of PATH, or in one of the others. Undefined when there is none. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv, others: readonly string[] = []): string | undefined {
  const extensions = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  const directories = [...(env.PATH ?? "").split(delimiter), ...others].filter((directory) => directory !== "");
  return directories
    .flatMap((directory) => extensions.map((extension) => join(directory, name + extension)))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
