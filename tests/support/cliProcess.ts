import { spawn } from "node:child_process";
import { resolve } from "node:path";

/** The outcome of a process of `fastly-compute-local`. */
export interface CliProcessRun {
  /** Null when it was killed. */
  code: number | null;
  /** The text on both streams. */
  text: string;
  /** The time between its last output and its end, in milliseconds. Not a number without output. */
  silence: number;
}

/**
 * Runs the command line in a separate process. @param options.timeout after how many milliseconds the process is
 * killed.
 */
export async function runCliProcess(
  directory: string,
  args: string[],
  options: { timeout?: number } = {},
): Promise<CliProcessRun> {
  const child = spawn(process.execPath, [resolve("local/bin.js"), ...args], {
    cwd: directory,
    killSignal: "SIGKILL",
    ...options,
  });
  let last = Number.NaN;
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (part) => {
      last = performance.now();
      text += part;
    });
  }
  const exited = new Promise<number>((done) => child.on("exit", () => done(performance.now())));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, text, silence: (await exited) - last };
}
