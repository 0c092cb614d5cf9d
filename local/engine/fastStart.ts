import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Arguments of Node for one of the SDK's runners: `pulumi-fastly-compute/fast`, which the program may import itself, before
 * the runner loads the SDK. None for what is installed without `pulumi-fastly-compute`.
 *
 * @param directory what the runner runs is there
 */
export function fastStart(directory: string): string[] {
  try {
    return ["--require", createRequire(join(directory, "package.json")).resolve("pulumi-fastly-compute/fast")];
  } catch {
    return [];
  }
}
