import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../setup/kind";
import { KINDS } from "../setup/kinds";
import type { ComputeServiceArgs } from "./args";
import { planError } from "./errors";
import { typeAt } from "./schema";

/** What the stack's configuration can say; the program's arguments go before it, the manifest after it. */
const SECTIONS = new Map<string, { isPublic(place: string[]): boolean }>([
  ...Object.values<Kind>(KINDS).flatMap((kind) => Object.entries(kind.arguments)),
  ["serviceName", { isPublic: () => true }],
]);

/**
 * Lays the program's arguments over the stack's configuration of this component: `fastly-compute:<component>`, and
 * `fastly-compute:<component>-secrets` for values that are better kept apart, both shaped as the arguments are.
 *
 * `pulumi config set --secret --path` marks the whole key as secret and forgets which leaf was meant. What is public by
 * its kind (addresses, ports, domains, switches, names) stays readable; everything else of such a key is a secret.
 *
 * @param former the names that the component had, by its aliases: what is configured for them stands below its own.
 */
export function withConfiguration(
  component: string,
  args: ComputeServiceArgs,
  former: readonly string[] = [],
): ComputeServiceArgs {
  const configured = [...former, component].flatMap((name) => [name, `${name}-secrets`]).map(readKey);
  return [...configured, args as unknown as Tree].reduce(overlay, {}) as unknown as ComputeServiceArgs;
}

type Tree = { [key: string]: unknown };

function readKey(key: string): Tree {
  const full = `fastly-compute:${key}`;
  const text = pulumi.runtime.getConfig(full);
  if (text === undefined) {
    return {};
  }
  const value = parse(full, text);
  for (const section of Object.keys(value)) {
    if (!SECTIONS.has(section)) {
      throw planError("configuration-section-unknown", { key: full, section, known: [...SECTIONS.keys()].sort() });
    }
  }
  return typed([], value, isSecretKey(full)) as Tree;
}

/** `pulumi.Config` warns about secret keys that are read as plain ones; the runtime's own question is not in its typings. */
function isSecretKey(full: string): boolean {
  const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
  return isConfigSecret(full);
}

function parse(full: string, text: string): Tree {
  try {
    const value: unknown = JSON.parse(exactNumbers(text));
    if (isTree(value)) {
      return value;
    }
  } catch {
    // Not even JSON; the message is the same, and never the text: it may be a secret.
  }
  throw planError("configuration-not-object", { key: full });
}

/** Texts again of numbers that JavaScript would round: `pulumi config --path` makes numbers of ids and tokens as well. */
function exactNumbers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\[\s\S])*"?|-?\d[\d.eE+-]*/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}

/** Leaves as the arguments want them: `pulumi config --path` makes numbers and booleans of texts that look so. */
function typed(path: string[], value: unknown, secret: boolean): unknown {
  if (Array.isArray(value)) {
    return value.map((member, index) => typed([...path, String(index)], member, secret));
  }
  if (isTree(value)) {
    const entries = Object.entries(value).map(([key, member]) => [key, typed([...path, key], member, secret)]);
    return Object.fromEntries(entries);
  }
  const leaf = isText(path) && value !== null ? String(value) : value;
  return secret && !isPublic(path) ? pulumi.secret(leaf) : leaf;
}

/** Whether the argument at this place is a text. */
function isText(path: string[]): boolean {
  return typeAt(path)?.type === "string";
}

/** What no kind says is public is not. */
function isPublic([section = "", ...place]: string[]): boolean {
  return SECTIONS.get(section)?.isPublic(place) ?? false;
}

/** Member by member; the upper value wins where both have one. */
function overlay(lower: Tree, upper: Tree): Tree {
  const merged: Tree = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const below = merged[key];
    if (value !== undefined) {
      merged[key] = isTree(below) && isTree(value) ? overlay(below, value) : value;
    }
  }
  return merged;
}

/** A plain object: not a list, an output or a promise, which are values. */
function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
