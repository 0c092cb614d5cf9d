import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { programLine } from "../system/commandLine";

const execute = promisify(execFile);

/** The output of a program that prints its version. Undefined when the program does not exist. */
export async function programOutput(
  program: string,
  args: readonly string[],
  context: { directory: string; environment: Record<string, string> },
): Promise<string | undefined> {
  try {
    const { file, args: given, options } = programLine(program, args);
    const { stdout } = await execute(file, given, { ...options, cwd: context.directory, env: context.environment });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
