import { sha256 } from "pulumi-fastly-compute/internal";
import type { PropertyMap, Value } from "../value";

/**
 * A placeholder for a text that nobody has made. It is recognizable, and has the form of a host name, as many outputs
 * of providers are host names. No name in this domain can ever be looked up.
 */
export function placeholderText(property: string, name: string): string {
  return `${label(property)}.${label(name)}.not-simulated.invalid`;
}

/** The members of a type that an SDK calls `outputs.s3.Rule`. Undefined when the SDK does not say. */
export type Nested = (type: string) => ReadonlyMap<string, string> | undefined;

/**
 * A placeholder for any TypeScript type. Undefined for a type whose value cannot be recognizable. An object has its
 * members, and a list has one element: so a program that reads `options[0].name` finds it.
 */
export function placeholder(type: string, property: string, name: string, nested: Nested = () => undefined) {
  return madeUp(type, property, []);

  function madeUp(type: string, property: string, within: readonly string[]): Value | undefined {
    // The first of the allowed values.
    const [, literal] = /^"([^"]*)"(?: \| "[^"]*")*$/.exec(type) ?? [];
    if (literal !== undefined) {
      return literal;
    }
    if (/^(Array|ReadonlyArray)</.test(type)) {
      return [];
    }
    if (type.endsWith("[]")) {
      const element = madeUp(type.slice(0, -2), property, within);
      return typeof element === "string" || isFilled(element) ? [element] : [];
    }
    if (/^outputs\.[\w.]+$/.test(type)) {
      // A type may contain itself without end.
      const members = within.includes(type) ? [] : [...(nested(type) ?? [])];
      return Object.fromEntries(
        members.flatMap(([member, of]) => {
          const value = madeUp(of, member, [...within, type]);
          return value === undefined ? [] : [[member, value]];
        }),
      );
    }
    if (type.startsWith("{")) {
      return {};
    }
    if (/^(string|enums\.)/.test(type)) {
      return placeholderText(property, name);
    }
    return type === "number" ? 0 : type === "boolean" ? false : undefined;
  }
}

function isFilled(value: Value | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** One label of a host name. */
function label(text: string): string {
  const spelled = text
    .replace(/([a-z\d])(?=[A-Z])/g, "$1-")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-")
    .replace(/^-|-$/g, "");
  const digest = sha256(text).slice(0, 8);
  return spelled === "" ? digest : spelled.length <= 50 ? spelled : `${spelled.slice(0, 40)}-${digest}`;
}
