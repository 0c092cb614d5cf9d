import { forget, inShell, runLines } from "./commands";
import type { Effect } from "./explanation";

/** The commands that repair the state of a resource, and their effect on the resource. */
export interface Repair {
  commands: readonly string[];
  effect?: Effect;
}

/** The repair for a service that has, or had, an active version: the state becomes what is at Fastly. */
export const REFRESH: Repair = { commands: ["pulumi up --refresh"] };

/**
 * The repair for a service that never had an active version: the next run makes the service again. The engine does not
 * replace an imported service. It imports the service again, with everything in it.
 *
 * @param urn the service resource's URN
 */
export function startAgain(urn: string, isImported: boolean): Repair {
  return isImported
    ? { commands: [forget(urn), "pulumi up"], effect: "forget" }
    : { commands: [`pulumi up --replace ${inShell(urn)}`], effect: "replace" };
}

/** The words of a remedy that only is to run the commands. */
export function remedyOf({ commands, effect }: Repair): { remedy: string; effect: Effect | undefined } {
  return { remedy: runLines(commands), effect };
}
