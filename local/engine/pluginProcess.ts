import { type ChildProcess, spawn } from "node:child_process";
import { eachOutputLine } from "../outputLines";
import { DIE_WITH_PARENT } from "./dieWithParent";

export interface PluginProcessOptions {
  /** The script that Node runs, and its arguments. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Called with each line that the process prints once it serves. */
  onOutput: (line: string) => void;
  /** Explains an end before that, from the lines printed until then. */
  failure: (lines: string[]) => Error;
}

export interface PluginProcess {
  /** Resolves to the address at which the process serves. Rejects when it ends before that. */
  address: Promise<string>;
  kill(): void;
}

/**
 * Starts a runner of the SDK that serves over gRPC: a component package or a policy pack. It ends with this process.
 */
export function startPluginProcess({ args, cwd, env, onOutput, failure }: PluginProcessOptions): PluginProcess {
  const child = spawn(process.execPath, [`--import=${DIE_WITH_PARENT}`, ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("close", () => process.removeListener("exit", kill));
  return { address: addressOf(child, onOutput, failure), kill };
}

/** The first line that the process prints is its port. */
function addressOf(
  child: ChildProcess,
  onOutput: PluginProcessOptions["onOutput"],
  failure: PluginProcessOptions["failure"],
): Promise<string> {
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
    child.once("close", () => reject(failure(lines)));
  });
}
