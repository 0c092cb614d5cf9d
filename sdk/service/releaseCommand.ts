import { runScript } from "../build/script";
import { ComputeError } from "../errors";
import { withoutSecretVariables } from "../system/secretVariables";

/** Runs a command of the user with this process's environment. Returns the problem, or undefined. */
export async function runCommand(
  command: string,
  directory: string,
  timeoutMs: number,
  environment: Record<string, string>,
): Promise<string | undefined> {
  const lines: string[] = [];
  try {
    await runScript({
      subject: "The command",
      command,
      directory,
      environment: { ...(process.env as Record<string, string>), ...environment },
      timeoutSeconds: timeoutMs / 1_000,
      hide: withoutSecretVariables,
      onLine: (line) => {
        lines.push(line);
        lines.splice(0, lines.length - 5);
      },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof ComputeError)) {
      throw error;
    }
    const how = (error.facts as { how?: string }).how ?? "took too long";
    return [how, ...lines].join("\n    ");
  }
}
