import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Arguments of Node for one of the SDK's runners. They load `pulumi-fastly-compute/fast` before the runner loads the
 * SDK. A program may also import that itself. None for a program without `pulumi-fastly-compute`.
 *
 * @param directory the directory of what the runner runs
 */
export function fastStart(directory: string): string[] {
  try {
    return ["--require", createRequire(join(directory, "package.json")).resolve("pulumi-fastly-compute/fast")];
  } catch {
    return [];
  }
}
