import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { linkPackages } from "./packages";
import { makeProject } from "./project";

const ROOT = resolve(__dirname, "../..");
const MADE = /(node_modules|pkg|\.fastly-compute)$/;

/** A copy of an example, as a user has it after `npm install`. */
export function copyExample(name: string, packages: readonly string[] = ["@types", "ts-node", "typescript"]): string {
  const directory = join(makeProject({}), name);
  cpSync(join(ROOT, "examples", name), directory, { recursive: true, filter: (source) => !MADE.test(source) });
  linkPackages(directory, packages);
  return directory;
}

/** The environment of its programs: the repository's own check covers their types. */
export const EXAMPLE_ENV = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
