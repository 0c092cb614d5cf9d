import { type PropertyMap, UNKNOWN, type Value } from "../../engine/value";
import { equal } from "../../engine/values";
import type { Field, Schema } from "./schema";
import { identity, sameSet } from "./sets";
import { asMap, coerced, elementsOf, isAbsent, isUnknown, isZero, textOf, zeroFilledObject } from "./values";

export interface Plan {
  /** The expected state after an apply. `UNKNOWN` where only the apply can tell. */
  planned: PropertyMap;
  /** The properties that an apply would change. */
  changed: ReadonlySet<string>;
  /** Whether there is anything to do. If not, `planned` is exactly the prior state. */
  differs: boolean;
}

/** Changes a plan as the provider's own code does. It may change `planned`. `changed` has the differences so far. */
export type CustomizePlan = (plan: {
  prior: PropertyMap | undefined;
  planned: PropertyMap;
  changed: Set<string>;
}) => void;

/**
 * In the changed properties this means that the provider's own code wants a replacement. The bridge reports it under
 * this name.
 */
export const REPLACED = "__meta";

interface FieldPlan {
  value: Value;
  changed: boolean;
}

/**
 * Terraform's plan for these inputs on top of `prior` (undefined for a new resource). It has the peculiarities of
 * Terraform's SDK. Null and zero are the same in comparisons but not in the state. A changed set is written as a whole.
 */
export function planChange(
  schema: Schema,
  prior: PropertyMap | undefined,
  config: PropertyMap,
  options: { suppressed?: ReadonlySet<string>; customize?: CustomizePlan } = {},
): Plan {
  const planned: PropertyMap = {};
  const changed = new Set<string>();
  for (const field of schema) {
    const old = prior?.[field.name];
    // This also holds for a new resource. Its parent has no id yet, and the provider sees no change of the parent.
    const result = options.suppressed?.has(field.name)
      ? { value: old ?? null, changed: false }
      : planField(field, old, config[field.name], prior === undefined);
    planned[field.name] = result.value;
    if (result.changed) changed.add(field.name);
  }
  options.customize?.({ prior, planned, changed });
  const differs =
    prior === undefined || schema.some((field) => !equivalent(field, prior[field.name], planned[field.name], changed));
  return differs ? { planned, changed, differs } : { planned: prior, changed: new Set(), differs };
}

function equivalent(field: Field, old: Value | undefined, planned: Value | undefined, changed: Set<string>): boolean {
  if (isZero(field, old) && isZero(field, planned)) return true;
  if (field.fields.length > 0) return !changed.has(field.name);
  return equal(old ?? null, planned ?? null);
}

function planField(field: Field, old: Value | undefined, config: Value | undefined, creating: boolean): FieldPlan {
  // Properties that only the provider sets stay unchanged until an apply.
  if (!field.settable) {
    return creating ? { value: UNKNOWN, changed: true } : { value: old ?? null, changed: false };
  }
  switch (field.kind) {
    case "map":
      return planMap(field, old, config);
    case "blocks":
      return planBlocks(field, elementsOf(old), config);
    case "list":
      return planList(field, elementsOf(old), config);
    case "singleton":
      return planSingleton(field, asMap(old), config);
    case "block":
      return planBlock(field, asMap(old), config, creating);
    default:
      return planScalar(field, old ?? null, config, creating);
  }
}

/** Terraform plans with the defaults of missing properties. Provider 11 has them among the inputs already. */
function planScalar(field: Field, old: Value, given: Value | undefined, creating: boolean): FieldPlan {
  const config = given ?? field.default;
  if (field.computed && !creating && isZero(field, config)) return { value: old, changed: false };
  if (isAbsent(config)) {
    if (field.computed) return creating ? { value: UNKNOWN, changed: true } : { value: old, changed: false };
    return isZero(field, old) ? { value: old, changed: false } : { value: null, changed: true };
  }
  const value = coerced(field, config);
  if (isSameSet(field, value, old)) return { value: old, changed: false };
  if (textOf(value) !== textOf(old)) return { value, changed: true };
  return { value: old ?? value, changed: false };
}

/** A set of texts is equal in any order. */
function isSameSet({ kind }: Field, value: Value, old: Value): boolean {
  const [a, b] = [value, old].map((list) => (Array.isArray(list) ? list.map(String).sort().join("\n") : undefined));
  return kind === "strings" && a !== undefined && a === b;
}

function planMap(field: Field, old: Value | undefined, config: Value | undefined): FieldPlan {
  if (isAbsent(config)) return { value: isZero(field, old) ? (old ?? null) : null, changed: !isZero(field, old) };
  const value = coerced(field, config);
  if (isZero(field, old) && isZero(field, value)) return { value: old ?? value, changed: false };
  return { value, changed: !equal(old, value) };
}

function planBlocks(field: Field, old: PropertyMap[], config: Value | undefined): FieldPlan {
  if (isUnknown(config)) return { value: config, changed: true };
  const wanted = elementsOf(config);
  if (sameSet(field.fields, old, wanted)) {
    return { value: old.map((element) => zeroFilledObject(field.fields, element)), changed: false };
  }
  const kept = new Map(old.map((element) => [identity(field.fields, element), element]));
  const elements = new Map<string, PropertyMap>();
  for (const element of wanted) {
    const key = identity(field.fields, element);
    elements.set(key, planElement(field.fields, element, kept.get(key)));
  }
  return { value: [...elements.values()], changed: true };
}

function planSingleton(field: Field, old: PropertyMap | undefined, config: Value | undefined): FieldPlan {
  if (isUnknown(config)) return { value: config, changed: true };
  const wanted = asMap(config);
  const result = planBlocks(field, old === undefined ? [] : [old], wanted === undefined ? [] : [wanted]);
  return { value: (result.value as PropertyMap[])[0] ?? null, changed: result.changed };
}

/** A set element that changes. `kept` is the same element in the prior state, if it was there. */
function planElement(schema: Schema, config: PropertyMap, kept: PropertyMap | undefined): PropertyMap {
  return Object.fromEntries(schema.map((field) => [field.name, planElementField(field, config[field.name], kept)]));
}

function planElementField(field: Field, given: Value | undefined, kept: PropertyMap | undefined): Value {
  const config = given ?? field.default;
  if (!isAbsent(config)) {
    const nested = asMap(config);
    if (field.fields.length > 0 && nested !== undefined) return planElement(field.fields, nested, undefined);
    return field.kind === "strings" && Array.isArray(config) ? [...config].sort() : coerced(field, config);
  }
  if (field.computed) return kept === undefined ? UNKNOWN : (kept[field.name] ?? null);
  if (field.kind === "strings" || field.kind === "blocks") return [];
  return field.kind === "string" && kept === undefined ? "" : null;
}

/** Compares elements by their places. */
function planList(field: Field, old: PropertyMap[], config: Value | undefined): FieldPlan {
  if (isUnknown(config)) return { value: config, changed: true };
  const elements = elementsOf(config).map((element, index) =>
    planBlock(field, old[index], element, old[index] === undefined),
  );
  return {
    value: elements.map(({ value }) => value),
    changed: elements.length !== old.length || elements.some(({ changed }) => changed),
  };
}

function planBlock(
  field: Field,
  old: PropertyMap | undefined,
  config: Value | undefined,
  creating: boolean,
): FieldPlan {
  if (isUnknown(config)) return { value: config, changed: true };
  const wanted = asMap(config);
  if (wanted === undefined) return { value: null, changed: old !== undefined };
  let changed = old === undefined;
  const value: PropertyMap = {};
  for (const inner of field.fields) {
    const result = planField(inner, old?.[inner.name], wanted[inner.name], creating || old === undefined);
    value[inner.name] = result.value;
    changed ||= result.changed;
  }
  return { value, changed };
}
