import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

// Tests take the local API for Fastly, except those about stand-ins: tests/endToEnd/standIn.test.ts.
process.env.FASTLY_COMPUTE_LOCAL_API = "as-fastly";

/** The smallest valid WebAssembly module: magic number and version. */
export const TINY_WASM = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

/** The smallest manifest of a project with such a module, for tests that are about something else. */
export const MANIFEST = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';

let directories: string[] = [];
let left: string[] = [];

/** A temporary directory with these files. `removeProjects` removes all of them. */
export function makeProject(files: Record<string, string | Buffer>): string {
  const directory = mkdtempSync(join(tmpdir(), "fastly-compute-test-"));
  directories.push(directory);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/**
 * Removes the projects from before the last call, and all of them when this process ends. A program whose run has
 * failed may go on in the background, such as packing. It still finds its directory then.
 */
export function removeProjects(): void {
  remove(left);
  left = directories;
  directories = [];
}

function remove(made: readonly string[]): void {
  for (const directory of made) {
    rmSync(directory, { recursive: true, force: true });
  }
}

process.once("exit", () => remove([...left, ...directories]));
