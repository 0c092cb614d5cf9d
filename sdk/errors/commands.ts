/**
 * The command by which a resource, with all that belongs to it, leaves the state and not Fastly.
 *
 * @param stack another one than the one that the user works on.
 */
export function forget(urn: string, stack?: string): string {
  return `pulumi state delete${stack === undefined ? "" : ` --stack ${stack}`} --target-dependents '${urn}'`;
}

/** The key of a component's value in the stack's configuration, as a shell takes it. */
export function configKey(component: string, path: readonly string[]): string {
  return inShell(`fastly-compute:${configPath([component, ...path])}`);
}

/** As `pulumi config --path` wants it: `edge.backends.api.address`, with brackets where a name has other characters. */
export function configPath([first = "", ...rest]: readonly (string | number)[]): string {
  const simple = (part: string | number): part is string => typeof part === "string" && /^[A-Za-z_][\w-]*$/.test(part);
  const bracketed = (part: string | number) =>
    typeof part === "number" ? `[${part}]` : `["${part.replace(/["\\]/g, "\\$&")}"]`;
  return [
    simple(first) ? first : bracketed(first),
    ...rest.map((part) => (simple(part) ? `.${part}` : bracketed(part))),
  ].join("");
}

export function inShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
