import { engineError } from "./errors";

/** The error for an echoed thing under `strict`. */
export function notSimulated(what: string): Error {
  return engineError("engine-strict", { what });
}

/** The error for features of the real engine: the local one refuses them, and never skips them. */
export function unsupported(what: string): Error {
  return engineError("engine-lacks", { what });
}
