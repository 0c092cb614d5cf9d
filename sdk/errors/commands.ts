/**
 * The command that removes a resource with all its children from the state, and keeps it at Fastly.
 *
 * @param stack the stack, when it is not the selected one.
 */
export function forget(urn: string, stack?: string): string {
  return `pulumi state delete${stack === undefined ? "" : ` --stack ${stack}`} --target-dependents '${urn}'`;
}

/** The same, where other resources may depend on this one: Pulumi then refuses, and names them. */
export function forgetAlone(urn: string): string {
  return `pulumi state delete '${urn}'`;
}

/**
 * The commands of a remedy: one command behind the words, several below them. Each can be copied as it is.
 *
 * @param words such as `Then run`
 */
export function runLines(commands: readonly string[], words = "Run"): string {
  return commands.length === 1 ? `${words}: ${commands[0]}` : [`${words}:`, ...commands].join("\n  ");
}

/** The key of a component's value in the stack's configuration, quoted for a shell. */
export function configKey(component: string, path: readonly string[]): string {
  return inShell(`fastly-compute:${configPath([component, ...path])}`);
}

/**
 * The path in the form of `pulumi config --path`: `edge.backends.api.address`, with brackets where a name has other
 * characters.
 */
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
