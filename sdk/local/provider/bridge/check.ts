import { randomBytes } from "node:crypto";
import type { CheckFailure } from "../../engine/contract";
import { urnName } from "../../engine/urn";
import { type PropertyMap, Secret, type Value } from "../../engine/value";
import { isMap } from "../../engine/values";
import type { Field, Schema } from "./schema";
import { asMap, coerced, DEFAULTS, elementsOf, isAbsent, isUnknown } from "./values";

/** A rule that spans several properties; returns failures in the bridge's words, `Examine values at` included. */
export type CheckRule = (inputs: PropertyMap, resourceName: string) => string[];

export interface CheckArgs {
  urn: string;
  olds?: PropertyMap;
  news: PropertyMap;
  env: Readonly<Record<string, string | undefined>>;
  rules?: readonly CheckRule[];
}

/** Validates inputs and fills in defaults, naming those in `__defaults`; sensitive inputs come back as secrets. */
export function checkInputs(schema: Schema, args: CheckArgs): { inputs: PropertyMap; failures: CheckFailure[] } {
  const name = urnName(args.urn);
  const failures: string[] = [];
  const inputs = withDefaults(schema, args.news, args.olds, args.env, {
    name: () => `${name.slice(0, 247)}-${randomBytes(4).toString("hex").slice(0, 7)}`,
  });
  validate(schema, inputs, args.news, { terraform: "", pulumi: `${name}.` }, failures);
  for (const rule of args.rules ?? []) failures.push(...rule(args.news, name));
  return { inputs, failures: failures.map((reason) => ({ property: "", reason })) };
}

function withDefaults(
  schema: Schema,
  news: PropertyMap,
  olds: PropertyMap | undefined,
  env: CheckArgs["env"],
  generated: Record<string, () => Value> = {},
): PropertyMap {
  const inputs: PropertyMap = {};
  const defaults: string[] = [];
  const oldDefaults = Array.isArray(olds?.[DEFAULTS]) ? olds[DEFAULTS] : [];
  for (const [key, value] of Object.entries(news)) {
    const field = schema.find((candidate) => candidate.name === key);
    if (isAbsent(value) || key === DEFAULTS) continue;
    inputs[key] = field === undefined ? value : marked(field, nested(field, value, olds?.[key], env));
  }
  for (const field of schema) {
    if (inputs[field.name] !== undefined || !field.settable) continue;
    const old = oldDefaults.includes(field.name) ? olds?.[field.name] : undefined;
    const value = old ?? (generated[field.name]?.() || defaultOf(field, env));
    if (value === undefined) continue;
    inputs[field.name] = marked(field, value);
    defaults.push(field.name);
  }
  return { [DEFAULTS]: defaults.sort(), ...inputs };
}

function nested(field: Field, value: Value, old: Value | undefined, env: CheckArgs["env"]): Value {
  if (field.fields.length === 0) return coerced(field, value);
  if (isMap(value)) return withDefaults(field.fields, value, asMap(old), env);
  if (!Array.isArray(value)) return value;
  const olds = Array.isArray(old) ? old : [];
  return value.map((element, index) =>
    isMap(element) ? withDefaults(field.fields, element, asMap(olds[index]), env) : element,
  );
}

function marked(field: Field, value: Value): Value {
  return field.secret && !isUnknown(value) ? new Secret(value) : value;
}

/** The default of a property that the program leaves out; an empty environment variable counts as not set. */
function defaultOf(field: Field, env: CheckArgs["env"]): Value | undefined {
  const fromEnv = field.env === undefined ? undefined : env[field.env];
  return fromEnv ? fromEnv : field.default;
}

interface Path {
  terraform: string;
  pulumi: string;
}

function validate(schema: Schema, inputs: PropertyMap, given: PropertyMap, path: Path, failures: string[]): void {
  const fail = (reason: string, place: string) => failures.push(`${reason}. Examine values at '${place}'.`);
  for (const key of Object.keys(given)) {
    if (key !== DEFAULTS && !schema.some((field) => field.name === key)) {
      fail("Invalid or unknown key", path.pulumi + key);
    }
  }
  for (const field of schema) {
    const attribute = path.terraform + field.attribute;
    const value = inputs[field.name];
    const plain = value instanceof Secret ? value.value : value;
    // A place inside a set cannot be named, so the set itself is.
    const place = path.pulumi.endsWith(".") ? path.pulumi + field.name : path.pulumi;
    if (plain === undefined) {
      if (field.required) {
        fail(`Missing required argument. The argument "${attribute}" is required, but no definition was found.`, place);
      }
    } else if (!isUnknown(plain)) {
      for (const reason of problemsOf(field, attribute, plain)) fail(reason, place);
      validateNested(field, plain, asGiven(given[field.name]), { terraform: attribute, pulumi: place }, failures);
    }
  }
}

function asGiven(value: Value | undefined): Value | undefined {
  return value instanceof Secret ? value.value : value;
}

function validateNested(field: Field, value: Value, given: Value | undefined, path: Path, failures: string[]): void {
  if (field.fields.length === 0) return;
  if (isMap(value)) {
    const pulumi = field.kind === "block" ? `${path.pulumi}.` : path.pulumi;
    validate(field.fields, value, asMap(given) ?? {}, { terraform: `${path.terraform}.0.`, pulumi }, failures);
  }
  const givenElements = elementsOf(given);
  for (const [index, element] of elementsOf(value).entries()) {
    const inner = { terraform: `${path.terraform}.${index}.`, pulumi: path.pulumi };
    validate(field.fields, element, givenElements[index] ?? {}, inner, failures);
  }
}

function problemsOf(field: Field, attribute: string, value: Value): string[] {
  if (!hasKind(field, value)) {
    return [`"${attribute}": expected type '${field.kind}', got unconvertible type '${typeName(value)}'`];
  }
  if (field.oneOf !== undefined && !field.oneOf.includes(value as string)) {
    return [
      `expected ${attribute} to be one of [${field.oneOf.map((one) => `"${one}"`).join(" ")}], got ${String(value)}`,
    ];
  }
  const [min, max] = field.range ?? [-Infinity, Infinity];
  if ((value as number) < min || (value as number) > max) {
    return [`expected ${attribute} to be in the range (${min} - ${max}), got ${String(value)}`];
  }
  return [];
}

function hasKind(field: Field, value: Value): boolean {
  switch (field.kind) {
    case "string":
      return typeof value === "string";
    case "int":
      return typeof value === "number" && Number.isInteger(value);
    case "bool":
      return typeof value === "boolean";
    case "map":
      return isMap(value);
    case "strings":
    case "blocks":
      return Array.isArray(value);
    default:
      return isMap(value);
  }
}

function typeName(value: Value): string {
  return Array.isArray(value) ? "[]interface {}" : isMap(value) ? "map[string]interface {}" : typeof value;
}
