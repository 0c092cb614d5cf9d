/** The blocks of a service in the provider's form: those of the live service, or the declared ones. */
export type Blocks = Record<string, unknown>;

/** A block of a list, such as a backend. */
export type Block = { name?: unknown } & Record<string, unknown>;

/** A list of blocks. The provider leaves out an empty list. */
export function blocksOf(value: unknown): Block[] {
  return Array.isArray(value) ? (value as Block[]) : [];
}

/** The live blocks whose names are not declared. */
export function missing(live: Block[], declared: Block[]): Block[] {
  return live.filter(({ name }) => !declared.some((block) => block.name === name));
}

/** One line for an argument, such as `backends: { … },`. No line without entries. */
export function group(argument: string, entries: string[]): string[] {
  return entries.length === 0 ? [] : [`${argument}: { ${entries.join(", ")} },`];
}

export function entry(name: unknown, value: string): string {
  const key = String(name);
  const quoted = JSON.stringify(key);
  // Without brackets, `__proto__` would set the prototype instead of a key.
  const written = key === "__proto__" ? `[${quoted}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted;
  return `${written}: ${value}`;
}

/** @param code further fields, as code. */
export function object(fields: Record<string, unknown>, code: string[] = []): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  const all = [...given.map(([key, value]) => `${key}: ${JSON.stringify(value)}`), ...code];
  return all.length === 0 ? "{}" : `{ ${all.join(", ")} }`;
}

/** The live things that are not declared. */
export interface Undeclared {
  /** Lines for the arguments of the component, one per kind of thing. */
  lines: string[];
  /** Things that no argument can declare, in words. */
  undeclarable: string[];
}

/** Code that reads a hidden value from the stack's configuration. */
export function secretField(key: string, owner: string): string {
  return `${key}: config.requireSecret(${JSON.stringify(`${owner}-${key}`)})`;
}
