import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { tryLock, UserError } from "pulumi-fastly-compute/internal";

/** Keeps other runs away from a state file until the returned function is called. A dead process holds no lock. */
export function lockState(stateFile: string): () => void {
  const path = `${stateFile}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  const lock = tryLock(path);
  if ("heldBy" in lock) {
    throw new UserError(
      `The stack is locked by another run (process ${lock.heldBy}).`,
      `Wait for it to end; if it has, remove ${path}.`,
    );
  }
  return lock.release;
}
