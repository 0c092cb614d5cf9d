/**
 * The command that removes a resource with all its children from the state, and keeps it at Fastly.
 *
 * @param stack the stack, when it is not the selected one.
 */
export function forget(urn: string, stack?: string): string {
  return `pulumi state delete${stack === undefined ? "" : ` --stack ${inShellIfNeeded(stack)}`} --target-dependents ${inShell(urn)}`;
}

/** The same, where other resources may depend on this one: Pulumi then refuses, and names them. */
export function forgetAlone(urn: string): string {
  return `pulumi state delete ${inShell(urn)}`;
}

/**
 * The commands of a remedy: one command behind the words, several below them. Each can be copied as it is.
 *
 * @param words such as `Then run`
 */
export function runLines(commands: readonly string[], words = "Run"): string {
  return commands.length === 1 ? `${words}: ${commands[0]}` : [`${words}:`, ...commands].join("\n  ");
}

/**
 * The way to give a component's value, as the end of a sentence: a command, or the argument where no command can. Pulumi
 * writes a key with a second colon into the stack's file, and then cannot read the file.
 *
 * @param path its place in the configuration, such as `["backends", "api", "address"]`. The argument has the same place.
 */
export function howToSet(component: string, path: readonly string[], value: string, isSecret = false): string {
  const key = configKey(`${component}${isSecret ? "-secrets" : ""}`, path);
  return key === undefined
    ? `set [${configPath(path)}] to ${value} in the program`
    : `run: pulumi config set ${isSecret ? "--secret " : ""}--path ${key} ${value}`;
}

/** The end of a sentence as a sentence of its own, with a capital at its start. */
export function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The key of a component's value in the stack's configuration, quoted for a shell. Undefined where none works. */
export function configKey(component: string, path: readonly string[]): string | undefined {
  return component.includes(":") || [component, ...path].some(isUnquotable)
    ? undefined
    : inShell(`fastly-compute:${configPath([component, ...path])}`);
}

/**
 * The path in the form of `pulumi config --path`: `edge.backends.api.address`, with brackets where a name has other
 * characters. Inside quotes a backslash stands for itself, except before a quote.
 */
export function configPath([first = "", ...rest]: readonly (string | number)[]): string {
  const isBare = (part: string | number): part is string =>
    typeof part === "string" && (/^[A-Za-z_][\w-]*$/.test(part) || /^[^.[]*\\$/.test(part));
  const bracketed = (part: string | number) =>
    typeof part === "number" ? `[${part}]` : `["${part.replaceAll('"', '\\"')}"]`;
  return [
    isBare(first) ? first : bracketed(first),
    ...rest.map((part) => (isBare(part) ? `.${part}` : bracketed(part))),
  ].join("");
}

/** A name with a dot or a bracket needs quotes. A backslash at its end would escape the second quote. */
function isUnquotable(part: string): boolean {
  return /[.[]/.test(part) && part.endsWith("\\");
}

/** A word that a user gave: plain where a shell reads it as it is. */
export function inShellIfNeeded(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : inShell(word);
}

export function inShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
