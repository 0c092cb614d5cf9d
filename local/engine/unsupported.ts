import { engineError } from "./errors";

/** What the local engine leaves to the real one is refused, never skipped. */
export function unsupported(what: string): Error {
  return engineError("engine-lacks", { what });
}
