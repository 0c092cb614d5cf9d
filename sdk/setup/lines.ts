/** A service's blocks as the provider has them, of the live service or of what is declared. */
export type Blocks = Record<string, unknown>;

/** A block of a list, such as a backend. */
export type Block = { name?: unknown } & Record<string, unknown>;

/** A list of blocks; the provider leaves out an empty one. */
export function blocksOf(value: unknown): Block[] {
  return Array.isArray(value) ? (value as Block[]) : [];
}

/** The live blocks of names that are not declared. */
export function missing(live: Block[], declared: Block[]): Block[] {
  return live.filter(({ name }) => !declared.some((block) => block.name === name));
}

/** One line for an argument, such as `backends: { … },`; none without entries. */
export function group(argument: string, entries: string[]): string[] {
  return entries.length === 0 ? [] : [`${argument}: { ${entries.join(", ")} },`];
}

export function entry(name: unknown, value: string): string {
  const key = String(name);
  const quoted = JSON.stringify(key);
  // Written otherwise, it would be no key.
  const written = key === "__proto__" ? `[${quoted}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted;
  return `${written}: ${value}`;
}

/** @param code further fields, written out. */
export function object(fields: Record<string, unknown>, code: string[] = []): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  const all = [...given.map(([key, value]) => `${key}: ${JSON.stringify(value)}`), ...code];
  return all.length === 0 ? "{}" : `{ ${all.join(", ")} }`;
}

/** What lives at Fastly and is not declared. */
export interface Undeclared {
  /** Lines for the arguments of the component, one per kind of thing. */
  lines: string[];
  /** What no argument can declare, in words. */
  undeclarable: string[];
}

/** A value that is not to be shown, as the program gets it from the stack's configuration. */
export function secretField(key: string, owner: string): string {
  return `${key}: config.requireSecret(${JSON.stringify(`${owner}-${key}`)})`;
}
