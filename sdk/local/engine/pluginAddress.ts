import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Where a plug-in's process serves: the first line that it prints is its port. What it prints before it ends without
 * one explains why, and is given to `failure`; lines after that are output.
 */
export function pluginAddress(
  child: ChildProcess,
  onOutput: (line: string) => void,
  failure: (lines: string[]) => Error,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    let started = false;
    if (child.stdout) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (!started && /^\d+$/.test(line.trim())) {
          started = true;
          resolve(`127.0.0.1:${line.trim()}`);
        } else if (started) onOutput(line);
        else lines.push(line);
      });
    }
    if (child.stderr) {
      createInterface({ input: child.stderr }).on("line", (line) => (started ? onOutput(line) : lines.push(line)));
    }
    child.once("error", reject);
    child.once("close", () => reject(failure(lines)));
  });
}
