/**
 * The command by which a resource, with all that belongs to it, leaves the state and not Fastly.
 *
 * @param stack another one than the one that the user works on.
 */
export function forget(urn: string, stack?: string): string {
  return `pulumi state delete${stack === undefined ? "" : ` --stack ${stack}`} --target-dependents '${urn}'`;
}
