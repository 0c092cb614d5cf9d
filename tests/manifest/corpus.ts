import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Context } from "mocha";

/** Real manifests from public repositories. They are not part of this repository. */
const CORPUS = resolve(__dirname, "../../../shared/manifests");

/** The manifests by file name. Skips the test, and says why, when they are missing. */
export function corpus(test: Context): Map<string, string> {
  if (!existsSync(CORPUS)) {
    console.log(`      skipped: there is no ${CORPUS}`);
    test.skip();
  }
  const names = readdirSync(CORPUS).filter((name) => name.endsWith(".toml"));
  return new Map(names.map((name) => [name, readFileSync(join(CORPUS, name), "utf8")]));
}
