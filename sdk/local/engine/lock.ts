import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ComputeError } from "../../errors";
import { isAlive } from "../../processes";

/** Keeps other runs away from a state file until the returned function is called. A dead process holds no lock. */
export function lockState(stateFile: string): () => void {
  const path = `${stateFile}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const holder = Number(readFileSync(path, "utf8"));
    if (isAlive(holder)) {
      throw new ComputeError(
        `The stack is locked by another run (process ${holder}).`,
        `Wait for it to end; if it has, remove ${path}.`,
      );
    }
    writeFileSync(path, String(process.pid));
  }
  return () => rmSync(path, { force: true });
}
