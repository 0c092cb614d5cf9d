import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
const OURS = { "pulumi-fastly-compute": ROOT, "pulumi-fastly-compute-local": join(ROOT, "local") };

/**
 * Links the packages of an `npm install` into a program's directory: this repository's, Pulumi's, and the given ones.
 */
export function linkPackages(directory: string, others: readonly string[] = []): void {
  const modules = join(directory, "node_modules");
  // One by one: a test that adds an SDK beside them adds it to this directory, and not to the repository's.
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  const pulumi = readdirSync(join(ROOT, "node_modules/@pulumi")).map((name) => `@pulumi/${name}`);
  for (const name of [...pulumi, ...others]) {
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "junction");
  }
  for (const name of Object.keys(OURS)) {
    symlinkSync(join(installed(), name), join(modules, name), "junction");
  }
}

let place: string | undefined;

/**
 * A directory with the packages of the last build as npm installs them: only the published files, below `node_modules`.
 * A link to the repository would count as a package under development. Its files would then count as sources of every
 * program's build.
 */
function installed(): string {
  place ??= install(join(ROOT, "build/installed"), createHash("sha256").update(readFileSync(join(ROOT, "build/made"))));
  return place;
}

function install(parent: string, build: ReturnType<typeof createHash>): string {
  const made = join(parent, build.digest("hex").slice(0, 16));
  const modules = join(made, "node_modules");
  if (!existsSync(made)) {
    mkdirSync(parent, { recursive: true });
    const temporary = mkdtempSync(join(parent, "temporary-"));
    for (const [name, from] of Object.entries(OURS)) {
      const { files } = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as { files: string[] };
      for (const file of ["package.json", ...files]) {
        cpSync(join(from, file), join(temporary, "node_modules", name, file), { recursive: true });
      }
    }
    try {
      renameSync(temporary, made);
    } catch {
      // Another worker was faster.
      rmSync(temporary, { recursive: true, force: true });
    }
  }
  return modules;
}
