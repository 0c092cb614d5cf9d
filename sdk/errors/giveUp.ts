import { forget } from "./commands";

/**
 * How to begin anew with a service that has no active version, of which the state has what is not there. One that was
 * imported the engine does not replace; it imports it once more, with all that there is.
 *
 * @param urn the service resource's
 */
export function beginAnew(urn: string, isAdopted: boolean): string {
  return isAdopted ? `${forget(urn)}, then pulumi up` : `pulumi up --replace '${urn}'`;
}

/** The way out of an adoption that was not completed. */
export function giveUp(urn: string): string {
  return `To give it up, and leave it as it is: ${forget(urn)}, then pulumi up`;
}
