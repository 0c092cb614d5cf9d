import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makePackage, type Package, type PackageRequest } from "../../sdk/package";

/** The smallest WebAssembly module. */
export const emptyWasm = Buffer.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** Builds a Wasm binary from src/main.txt and appends a line to a file outside of the project. */
export const countedBuild = `echo built >> ../builds; { printf '\\000asm\\001\\000\\000\\000'; cat src/*.txt; } > bin/main.wasm`;

/** A project in its own directory, which is removed after the test. */
export interface TestProject {
  /** The directory above the project. */
  parent: string;
  directory: string;
  messages: string[];
  write(file: string, content: string | Uint8Array): void;
  read(file: string): Buffer;
  exists(file: string): boolean;
  make(changes?: Partial<PackageRequest>): Promise<Package | undefined>;
  /** How often `countedBuild` ran. */
  builds(): number;
}

const created: string[] = [];

export function removeProjects(): void {
  for (const directory of created.splice(0)) {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function makeProject(defaults: Partial<PackageRequest> = {}): TestProject {
  const parent = mkdtempSync(join(tmpdir(), "package-"));
  created.push(parent);
  const directory = join(parent, "app");
  mkdirSync(directory);
  const messages: string[] = [];
  const project: TestProject = {
    parent,
    directory,
    messages,
    write(file, content) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), content);
    },
    read: (file) => readFileSync(join(directory, file)),
    exists: (file) => existsSync(join(directory, file)),
    make: (changes = {}) =>
      makePackage({
        directory,
        name: "app",
        scripts: { build: countedBuild, envVars: [] },
        manifestText: 'manifest_version = 3\nname = "app"\n',
        manifestName: "app/fastly.toml",
        preview: false,
        log: (severity, message) => messages.push(`${severity}: ${message}`),
        ...defaults,
        ...changes,
      }),
    builds: () =>
      existsSync(join(parent, "builds")) ? readFileSync(join(parent, "builds"), "utf8").trim().split("\n").length : 0,
  };
  project.write("src/main.txt", "one");
  return project;
}

/** Writes a program that a shell can run. */
export function writeProgram(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

/** The code and facts of a `ComputeError`. */
export async function failure(work: Promise<unknown>): Promise<{ code: string; facts: object }> {
  try {
    await work;
  } catch (error) {
    const { code, facts } = error as { code: string; facts: object };
    return { code, facts };
  }
  throw new Error("did not fail");
}

export function git(directory: string, ...args: string[]): void {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
  execFileSync("git", [...identity, ...args], { cwd: directory, stdio: "ignore" });
}

/** A build that counts its runs, with these changes. */
export function scripts(changes: Partial<PackageRequest["scripts"]>): { scripts: PackageRequest["scripts"] } {
  return { scripts: { build: countedBuild, envVars: [], ...changes } };
}

/** Writes a `.gitignore`. */
export function ignoring(text: string): (project: TestProject) => undefined {
  return (project) => {
    project.write(".gitignore", text);
    return undefined;
  };
}
