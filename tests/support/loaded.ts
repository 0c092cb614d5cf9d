import { realpathSync } from "node:fs";
import { sep } from "node:path";

/** The exports of the program in a directory, loaded again. */
export function loaded(directory: string): object {
  const program = realpathSync(directory);
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(program + sep)) {
      delete require.cache[file];
    }
  }
  return require(program);
}
