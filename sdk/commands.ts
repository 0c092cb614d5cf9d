/**
 * The command by which a resource, with all that belongs to it, leaves the state and not Fastly.
 *
 * @param stack another one than the one that the user works on.
 */
export function forget(urn: string, stack?: string): string {
  return `pulumi state delete${stack === undefined ? "" : ` --stack ${stack}`} --target-dependents '${urn}'`;
}

/** The key of a component's value in the stack's configuration, as `pulumi config --path` wants it in a shell. */
export function configKey(component: string, path: readonly string[]): string {
  return `'${`fastly-compute:${configPath([component, ...path])}`.replaceAll("'", "'\\''")}'`;
}

/** `edge.backends.api.address`, with brackets where a name has other characters. */
function configPath([first = "", ...rest]: string[]): string {
  const simple = /^[A-Za-z_][\w-]*$/;
  const bracketed = (name: string) => `["${name.replace(/["\\]/g, "\\$&")}"]`;
  return [
    simple.test(first) ? first : bracketed(first),
    ...rest.map((name) => (simple.test(name) ? `.${name}` : bracketed(name))),
  ].join("");
}
