import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

/** Puts into a program's directory what `npm install` would: the packages of this repository, Pulumi's, and the given ones. */
export function linkPackages(directory: string, others: readonly string[] = []): void {
  const modules = join(directory, "node_modules");
  // One by one: a test that puts an SDK beside them puts it into this directory, and not into the repository's.
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  const pulumi = readdirSync(join(ROOT, "node_modules/@pulumi")).map((name) => `@pulumi/${name}`);
  for (const name of [...pulumi, ...others]) {
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "junction");
  }
  symlinkSync(ROOT, join(modules, "pulumi-fastly-compute"), "junction");
  symlinkSync(join(ROOT, "local"), join(modules, "pulumi-fastly-compute-local"), "junction");
}
