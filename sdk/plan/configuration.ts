import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../setup/kind";
import { KINDS } from "../setup/kinds";
import type { ComputeServiceArgs } from "./args";
import { planError } from "./errors";
import { typeAt } from "./schema";

/** The sections of the stack's configuration. The program's arguments override them, and they override the manifest. */
const SECTIONS = new Map<string, { isPublic(place: string[]): boolean }>([
  ...Object.values<Kind>(KINDS).flatMap((kind) => Object.entries(kind.arguments)),
  ["serviceName", { isPublic: () => true }],
]);

/**
 * Lays the program's arguments over the stack's configuration of this component: `fastly-compute:<component>`. The key
 * `fastly-compute:<component>-secrets` is for values that are better kept apart. Both have the shape of the arguments.
 *
 * `pulumi config set --secret --path` marks the whole key as secret and forgets which leaf was meant. Public settings
 * (addresses, ports, domains, switches, names) stay readable. Everything else under such a key is a secret.
 *
 * @param former the component's earlier names, from its aliases. Its present name overrides what is configured for
 * them.
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

/**
 * `pulumi.Config` warns about secret keys that are read as plain ones. So this asks the runtime, whose typings lack the
 * function.
 */
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
    // Not JSON at all. The message stays the same and never has the text, which may be a secret.
  }
  throw planError("configuration-not-object", { key: full });
}

/**
 * Turns numbers that JavaScript would round back into texts: `pulumi config --path` makes numbers of ids and tokens
 * too.
 */
function exactNumbers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\[\s\S])*"?|-?\d[\d.eE+-]*/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}

/**
 * Leaves with the type that the arguments want: `pulumi config --path` makes numbers and booleans of texts that look
 * like them.
 */
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

/** A leaf is secret unless its kind says that it is public. */
function isPublic([section = "", ...place]: string[]): boolean {
  return SECTIONS.get(section)?.isPublic(place) ?? false;
}

/**
 * Merges member by member. The upper value wins where both have one. An undefined member counts as absent, so that no
 * reader of the arguments takes it instead of a default.
 */
function overlay(lower: Tree, upper: Tree): Tree {
  const merged: Tree = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const below = merged[key];
    if (value !== undefined) {
      merged[key] = isTree(value) ? overlay(isTree(below) ? below : {}, value) : withoutUndefined(value);
    }
  }
  return merged;
}

function withoutUndefined(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map((member) => (isTree(member) ? overlay({}, member) : withoutUndefined(member)))
    : value;
}

/** A plain object. Lists, outputs and promises count as values. */
function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
