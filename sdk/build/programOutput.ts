import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** What a program prints to tell its version, or undefined when it is not there. */
export async function programOutput(
  program: string,
  args: readonly string[],
  context: { directory: string; environment: Record<string, string> },
): Promise<string | undefined> {
  try {
    const { stdout } = await execute(program, args, { cwd: context.directory, env: context.environment });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
