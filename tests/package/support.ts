import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const binary = join(__dirname, "../../node_modules/@fastly/cli-linux-x64/fastly");

/** Runs the Fastly CLI without account, configuration or network. Returns its output. */
export function fastly(directory: string, ...args: string[]): string {
  const home = mkdtempSync(join(tmpdir(), "fastly-home-"));
  try {
    return execFileSync(binary, [...args, "--quiet"], {
      cwd: directory,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: home, FASTLY_WASM_METADATA_DISABLE: "true" },
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs the test with a directory that is removed afterwards. */
export function inTemporary(test: (directory: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const directory = mkdtempSync(join(tmpdir(), "package-"));
    try {
      await test(directory);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };
}

/** Skips the test, visibly, when a program is not installed. */
export function needs(context: Mocha.Context, program: string, ...args: string[]): void {
  try {
    execFileSync(program, args, { stdio: "ignore" });
  } catch {
    console.log(`      skipped: \`${[program, ...args].join(" ")}\` does not run here`);
    context.skip();
  }
}

export function makeDirectory(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}
