/**
 * The way out of an adoption that was not completed: a resource, with all that belongs to it, leaves the state and not
 * Fastly.
 */
export function giveUp(urn: string): string {
  return `To give it up, and leave it as it is: pulumi state delete --target-dependents '${urn}', then pulumi up`;
}
