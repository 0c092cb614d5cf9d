import { createHash } from "node:crypto";
import type { Value } from "../value";

/**
 * What stands for a text that nobody has made. Whoever sees it sees that, and it has the form of a host name, as much of
 * what providers answer is one. No name of this domain can ever be looked up.
 */
export function placeholderText(property: string, name: string): string {
  return `${label(property)}.${label(name)}.not-simulated.invalid`;
}

/** The same for any type of TypeScript; undefined for what has no value that says what it is. */
export function placeholder(type: string, property: string, name: string): Value | undefined {
  const [, literal] = /^"([^"]*)"$/.exec(type) ?? [];
  if (literal !== undefined) {
    return literal;
  }
  if (/\[\]$|^(Array|ReadonlyArray)</.test(type)) {
    return [];
  }
  if (/^\{|^outputs\./.test(type)) {
    return {};
  }
  if (/^(string|enums\.)/.test(type)) {
    return placeholderText(property, name);
  }
  return type === "number" ? 0 : type === "boolean" ? false : undefined;
}

/** One label of a host name. */
function label(text: string): string {
  const spelled = text
    .replace(/([a-z\d])(?=[A-Z])/g, "$1-")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-")
    .replace(/^-|-$/g, "");
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return spelled === "" ? digest : spelled.length <= 50 ? spelled : `${spelled.slice(0, 40)}-${digest}`;
}
