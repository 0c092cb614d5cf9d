import { forget } from "./commands";
import type { Deed } from "./explanation";

/** A command that changes the state of a resource, and its effect on the resource. */
export interface Way {
  command: string;
  does?: Deed;
}

/**
 * The way to start again when a service has no active version, and its state is wrong. The engine does not replace an
 * imported service. It imports the service again, with everything in it.
 *
 * @param urn the service resource's URN
 */
export function beginAnew(urn: string, isAdopted: boolean): Way {
  return isAdopted
    ? { command: `${forget(urn)}, then pulumi up`, does: "forget" }
    : { command: `pulumi up --replace '${urn}'`, does: "replace" };
}

/** The way that goes on from what is at Fastly. */
export const FROM_WHAT_IS_THERE: Way = { command: "pulumi up --refresh" };

/** The command that ends an incomplete adoption. */
export function giveUp(urn: string): string {
  return `To stop the adoption and leave the service as it is, run:\n  ${forget(urn)}\n  pulumi up`;
}
