import type { ChildProcess } from "node:child_process";
import { eachOutputLine } from "../outputLines";

/** A process that serves over gRPC, and ends with this process. */
export interface ServingProcess {
  /** Resolves to the address at which the process serves. Rejects when it ends before that. */
  address: Promise<string>;
  kill(): void;
}

export interface ServingOptions {
  /** Called with each line that the process prints once it serves. */
  onOutput: (line: string) => void;
  /** Explains an end before that, from the lines printed until then. Default: the command did not start. */
  failure?: (lines: string[]) => Error;
}

/** @param child a process that has just started. */
export function servingProcess(child: ChildProcess, options: ServingOptions): ServingProcess {
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("close", () => process.removeListener("exit", kill));
  return { address: addressOf(child, options), kill };
}

/** The first line that the process prints is its port. */
function addressOf(child: ChildProcess, { onOutput, failure }: ServingOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    let started = false;
    if (child.stdout) {
      eachOutputLine(child.stdout, (line) => {
        if (!started && /^\d+$/.test(line.trim())) {
          started = true;
          resolve(`127.0.0.1:${line.trim()}`);
        } else if (started) onOutput(line);
        else lines.push(line);
      });
    }
    if (child.stderr) {
      eachOutputLine(child.stderr, (line) => (started ? onOutput(line) : lines.push(line)));
    }
    child.once("error", reject);
    child.once("close", () =>
      reject(failure?.(lines) ?? new Error([`${child.spawnfile} did not start`, ...lines].join("\n"))),
    );
  });
}
