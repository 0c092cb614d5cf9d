import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

/**
 * The source files below a folder of the repository, sorted, relative to the folder and with forward slashes. Compiled
 * and installed files do not count.
 */
export function sourcesIn(folder: string, ending = /\.ts$/): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => ending.test(file) && !/(^|\/)(dist|node_modules)\//.test(file))
    .sort();
}
