import { engineError } from "./errors";

/** What is refused because somebody asked for it to be: `strict`. */
export function notSimulated(what: string): Error {
  return engineError("engine-strict", { what });
}

/** What the local engine leaves to the real one is refused, never skipped. */
export function unsupported(what: string): Error {
  return engineError("engine-lacks", { what });
}
