import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { tryLock } from "pulumi-fastly-compute/internal";
import { engineStateError } from "./stateErrors";

/**
 * Keeps other runs away from a state file until the returned function is called. The lock of a dead process does not
 * count.
 */
export function lockState(stateFile: string): () => void {
  const path = `${stateFile}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  const lock = tryLock(path);
  if ("heldBy" in lock) {
    throw engineStateError("state-locked", { processId: lock.heldBy, path });
  }
  return lock.release;
}
