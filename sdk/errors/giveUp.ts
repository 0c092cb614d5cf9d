import { forget } from "./commands";
import type { Deed } from "./told";

/** A command that changes what the state has of a resource, and what it does to that resource. */
export interface Way {
  command: string;
  does?: Deed;
}

/**
 * How to begin anew with a service that has no active version, of which the state has what is not there. One that was
 * imported the engine does not replace; it imports it once more, with all that there is.
 *
 * @param urn the service resource's
 */
export function beginAnew(urn: string, isAdopted: boolean): Way {
  return isAdopted
    ? { command: `${forget(urn)}, then pulumi up`, does: "forget" }
    : { command: `pulumi up --replace '${urn}'`, does: "replace" };
}

/** From what is there at Fastly. */
export const FROM_WHAT_IS_THERE: Way = { command: "pulumi up --refresh" };

/** The way out of an adoption that was not completed. */
export function giveUp(urn: string): string {
  return `To give it up, and leave it as it is, run:\n  ${forget(urn)}\n  pulumi up`;
}
