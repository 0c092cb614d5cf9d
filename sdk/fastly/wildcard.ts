/** The wildcard above a name, as a certificate may have it. For a wildcard: the wildcard itself. */
export function wildcardOf(domain: string): string {
  return domain.replace(/^[^.]+/, "*");
}
