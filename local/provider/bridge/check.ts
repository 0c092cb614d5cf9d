import { randomBytes } from "node:crypto";
import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { CheckFailure } from "../../engine/contract";
import { urnName } from "../../engine/urn";
import { type PropertyMap, Secret, type Value } from "../../engine/value";
import { containsUnknown, isMap } from "../../engine/values";
import { matchedElements } from "./matchedElements";
import type { Field, Schema } from "./schema";
import { asMap, coerced, DEFAULTS, elementsOf, isAbsent, isUnknown, isZero } from "./values";

/** A rule for several properties. Returns failures in the bridge's words, including `Examine values at`. */
export type CheckRule = (inputs: PropertyMap, resourceName: string) => string[];

export interface CheckArgs {
  urn: string;
  olds?: PropertyMap;
  news: PropertyMap;
  env: Readonly<Record<string, string | undefined>>;
  major: ProviderMajor;
  rules?: readonly CheckRule[];
}

/**
 * Validates inputs and fills in defaults. `__defaults` names the filled-in properties. Sensitive inputs come back as
 * secrets.
 */
export function checkInputs(schema: Schema, args: CheckArgs): { inputs: PropertyMap; failures: CheckFailure[] } {
  const name = urnName(args.urn);
  const failures: string[] = [];
  const inputs = withDefaults(schema, args.news, args.olds, args, {
    // A name that the program leaves out stays unchanged, even when the program had given it before.
    name: () => `${name.slice(0, 247)}-${randomBytes(4).toString("hex").slice(0, 7)}`,
  });
  validate(schema, inputs, args.news, { terraform: "", pulumi: `${name}.` }, failures);
  for (const rule of args.rules ?? []) failures.push(...rule(args.news, name));
  return { inputs, failures: failures.map((reason) => ({ property: "", reason })) };
}

/**
 * The default of an object that the program leaves out. It is the old value, when that was a default or when the object
 * no longer lists its defaults. Otherwise it is the schema's. Provider 12 keeps a zero value of the schema out of the
 * inputs.
 */
function withDefaults(
  schema: Schema,
  news: PropertyMap,
  olds: PropertyMap | undefined,
  args: Pick<CheckArgs, "env" | "major">,
  generated: Record<string, () => Value> = {},
): PropertyMap {
  const inputs: PropertyMap = {};
  const defaults: string[] = [];
  const oldDefaults = olds?.[DEFAULTS];
  const isOldDefault = (name: string) => !Array.isArray(oldDefaults) || oldDefaults.includes(name);
  for (const [key, value] of Object.entries(news)) {
    const field = schema.find((candidate) => candidate.name === key);
    if (isAbsent(value) || key === DEFAULTS) continue;
    inputs[key] = field === undefined ? value : marked(field, nested(field, value, olds?.[key], args));
  }
  for (const field of schema) {
    if (inputs[field.name] !== undefined || !field.settable) continue;
    const generate = generated[field.name];
    const value = generate?.() ?? defaultOf(field, args.env);
    const keepsOld = value !== undefined && (generate !== undefined || isOldDefault(field.name));
    const old = keepsOld ? olds?.[field.name] : undefined;
    if (value === undefined || (isAbsent(old) && isLeftOut(field, value, args.major))) continue;
    inputs[field.name] = marked(field, old ?? value);
    defaults.push(field.name);
  }
  return { [DEFAULTS]: defaults.sort(), ...inputs };
}

function isLeftOut(field: Field, value: Value, major: ProviderMajor): boolean {
  return major >= 12 && isZero(field, value) && !(field.required && field.env !== undefined);
}

function nested(field: Field, value: Value, old: Value | undefined, args: Pick<CheckArgs, "env" | "major">): Value {
  if (field.kind === "map") return wholeNumbers(value);
  if (field.fields.length === 0) return coerced(field, value);
  if (isMap(value)) return withDefaults(field.fields, value, asMap(old), args);
  if (!Array.isArray(value)) return value;
  const olds = matchedElements(value, Array.isArray(old) ? old : [], args.major);
  return value.map((element, index) =>
    isMap(element) ? withDefaults(field.fields, element, asMap(olds[index]), args) : element,
  );
}

/** The entries of a map stay as the program gave them until they are planned, except for fractions and null. */
function wholeNumbers(value: Value): Value {
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(
    entries.map(([key, entry]) => [key, typeof entry === "number" ? Math.trunc(entry) : entry]),
  );
}

function marked(field: Field, value: Value): Value {
  return field.secret && !isUnknown(value) ? new Secret(value) : value;
}

/** The default of a property that the program leaves out. An empty environment variable counts as not set. */
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
  // The path cannot name a place inside a set, so it names the set.
  const isNamed = path.pulumi.endsWith(".");
  const placeOf = (name: string) => (isNamed ? path.pulumi + name : path.pulumi);
  for (const key of Object.keys(given)) {
    if (key !== DEFAULTS && !schema.some((field) => field.name === key)) {
      fail("Invalid or unknown key", placeOf(key));
    }
  }
  for (const field of schema) {
    const attribute = path.terraform + field.attribute;
    const value = inputs[field.name];
    const plain = value instanceof Secret ? value.value : value;
    const place = placeOf(field.name);
    if (!field.settable) {
      if (plain !== undefined && !isUnknown(plain)) fail(unconfigurable(attribute), place);
    } else if (plain === undefined) {
      if (field.required) {
        fail(`Missing required argument. The argument "${attribute}" is required, but no definition was found.`, place);
      }
    } else if (!isUnknown(plain) && !(isSet(field) && containsUnknown(plain))) {
      for (const reason of problemsOf(field, attribute, plain)) fail(reason, place);
      const inner = isNamed && field.kind === "block" ? `${place}.` : place;
      validateNested(field, plain, asGiven(given[field.name]), { terraform: attribute, pulumi: inner }, failures);
    }
  }
}

/** Terraform checks no element of a set before the whole set is known. */
function isSet({ kind }: Field): boolean {
  return kind === "blocks" || kind === "singleton";
}

function unconfigurable(attribute: string): string {
  const why = "its value will be decided automatically based on the result of applying this configuration.";
  return `Value for unconfigurable attribute. Can't configure a value for "${attribute}": ${why}`;
}

function asGiven(value: Value | undefined): Value | undefined {
  return value instanceof Secret ? value.value : value;
}

function validateNested(field: Field, value: Value, given: Value | undefined, path: Path, failures: string[]): void {
  if (field.fields.length === 0) return;
  if (isMap(value)) {
    const inner = { terraform: `${path.terraform}.0.`, pulumi: path.pulumi };
    validate(field.fields, value, asMap(given) ?? {}, inner, failures);
  }
  const givenElements = elementsOf(given);
  for (const [index, element] of elementsOf(value).entries()) {
    const pulumi = field.kind === "list" ? `${path.pulumi}[${index}].` : path.pulumi;
    const inner = { terraform: `${path.terraform}.${index}.`, pulumi };
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
    const wanted = max === Infinity ? `at least (${min})` : `in the range (${min} - ${max})`;
    return [`expected ${attribute} to be ${wanted}, got ${String(value)}`];
  }
  if (field.nonEmpty && Array.isArray(value) && value.length === 0) {
    const required = `Attribute ${attribute} requires 1 item minimum, but config has only 0 declared.`;
    return [`Not enough list items. ${required}`];
  }
  const problem = field.problem?.(value, attribute);
  return problem === undefined ? [] : [problem];
}

function hasKind(field: Field, value: Value): boolean {
  switch (field.kind) {
    case "string":
      return typeof value === "string";
    case "int":
      return typeof value === "number" && Number.isInteger(value);
    case "number":
      return typeof value === "number";
    case "bool":
      return typeof value === "boolean";
    case "map":
      return isMap(value);
    case "strings":
    case "texts":
    case "blocks":
    case "list":
      return Array.isArray(value);
    default:
      return isMap(value);
  }
}

function typeName(value: Value): string {
  return Array.isArray(value) ? "[]interface {}" : isMap(value) ? "map[string]interface {}" : typeof value;
}
