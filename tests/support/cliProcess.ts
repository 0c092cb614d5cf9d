import { spawn } from "node:child_process";
import { resolve } from "node:path";

/** What a process of `fastly-compute-local` came to. */
export interface CliProcessRun {
  /** Null when it was killed. */
  code: number | null;
  /** All that it wrote, on both streams. */
  text: string;
  /** The time between its last words and its end, in milliseconds; not a number when it said nothing. */
  silence: number;
}

/** Runs the command line in a process of its own. @param options.timeout after how many milliseconds it is killed. */
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
