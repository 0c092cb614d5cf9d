import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file beside this package's own `package.json`. Sources and compiled files are at different depths below it. */
export function ownFile(name: string): string {
  let directory = __dirname;
  while (!existsSync(join(directory, "package.json"))) {
    directory = dirname(directory);
  }
  return join(directory, name);
}
