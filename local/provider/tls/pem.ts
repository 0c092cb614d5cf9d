import { Secret } from "../../engine/value";
import type { CheckRule } from "../bridge/check";

/** Checks that a property has PEM certificates: exactly one and nothing after it, or at least one. */
export function certificates(property: string, attribute: string, many: "one" | "some"): CheckRule {
  return (inputs, name) => {
    const given = inputs[property];
    const text = given instanceof Secret ? given.value : given;
    const problem = typeof text === "string" ? problemOf(text, attribute, many) : undefined;
    return problem === undefined ? [] : [`${problem}. Examine values at '${name}.${property}'.`];
  };
}

function problemOf(text: string, attribute: string, many: "one" | "some"): string | undefined {
  const blocks = [...text.matchAll(BLOCK)];
  const wrong = blocks.some(([, type]) => type !== "CERTIFICATE");
  if (many === "some") {
    return wrong || blocks.length === 0
      ? `expected ${attribute} to be valid PEM-format blocks of type 'CERTIFICATE'`
      : undefined;
  }
  const [first] = blocks;
  if (first === undefined) return `expected ${attribute} to be a valid PEM-format block`;
  if (first[1] !== "CERTIFICATE") return `expected ${attribute} to be a valid PEM-format block of type 'CERTIFICATE'`;
  return text.length > first.index + first[0].length
    ? `expected ${attribute} to only contain one PEM-format block`
    : undefined;
}

/** A block as Go's `pem.Decode` finds it, with the line break after it. */
const BLOCK = /-----BEGIN ([^\n-]+)-----\n[A-Za-z0-9+/=\s]*?-----END \1-----(?:[ \t]*\r?\n|$)/g;
