import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LocalFastly, localStack, type Stack } from "../local/index";
import { linkPackages } from "../tests/support/packages";
import { ROOT } from "./support";

/** A compiled program in `directory`, on an engine and `fastly`. */
export function programStack(directory: string, fastly: LocalFastly, source: string, engine = "embedded"): Stack {
  mkdirSync(directory, { recursive: true });
  linkPackages(directory);
  return stackOf(directory, fastly, source, engine);
}

/** The same for a user who has not installed our packages, and so has no fast start. */
export function programByHand(directory: string, fastly: LocalFastly, source: string): Stack {
  mkdirSync(join(directory, "node_modules"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules/@pulumi"), join(directory, "node_modules/@pulumi"), "junction");
  return stackOf(directory, fastly, source, "embedded");
}

function stackOf(directory: string, fastly: LocalFastly, source: string, engine: string): Stack {
  mkdirSync(join(directory, "bin"), { recursive: true });
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "program", main: "bin/index.js" }));
  writeFileSync(join(directory, "bin/index.js"), source);
  writeFileSync(join(directory, ".gitignore"), "node_modules/\n/.state/\nbin/\npkg/\n");
  const stateDirectory = join(directory, ".state");
  mkdirSync(stateDirectory);
  return localStack({ program: directory, project: "bench", stack: "dev", fastly, stateDirectory, engine });
}

export async function mustUp(stack: Stack, changes?: string[]): Promise<void> {
  const result = await stack.up();
  const made = Object.keys(result.changes).join();
  if (!result.ok || (changes !== undefined && made !== changes.join())) {
    throw new Error(`up failed or changed something (${made}): ${result.errors.join("\n")}`);
  }
}
