import { realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** What the program in a directory exports, read anew. */
export function loaded(directory: string): object {
  const main = join(realpathSync(directory), "index.js");
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(dirname(main) + sep)) {
      delete require.cache[file];
    }
  }
  return require(main);
}
