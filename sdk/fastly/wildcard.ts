/** The wildcard that a certificate for a name may be for; that of a wildcard is itself. */
export function wildcardOf(domain: string): string {
  return domain.replace(/^[^.]+/, "*");
}
