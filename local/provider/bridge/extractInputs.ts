import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { type PropertyMap, Secret, type Value } from "../../engine/value";
import { equal, isMap } from "../../engine/values";
import { matchedElements } from "./matchedElements";
import type { Field, Schema } from "./schema";
import { DEFAULTS, isAbsent, isZero } from "./values";

/**
 * The inputs after a refresh: the same properties as before, with the values that were read. A default that has another
 * value is no longer listed as a default. Provider 12 forgets an empty list of defaults, like the bridge.
 */
export function refreshedInputs(old: PropertyMap, state: PropertyMap, major: ProviderMajor): PropertyMap {
  const inputs: PropertyMap = {};
  const defaults = new Set(Array.isArray(old[DEFAULTS]) ? old[DEFAULTS] : []);
  for (const [name, value] of Object.entries(old)) {
    if (name === DEFAULTS) continue;
    const now = state[name];
    if (now === undefined || !equal(value, now)) defaults.delete(name);
    if (now !== undefined) inputs[name] = refreshedValue(value, now, major);
  }
  const listed = DEFAULTS in old && (major < 12 || defaults.size > 0);
  return listed ? { [DEFAULTS]: [...defaults].sort(), ...inputs } : inputs;
}

function refreshedValue(old: Value, now: Value, major: ProviderMajor): Value {
  if (Array.isArray(old) && Array.isArray(now)) {
    const matched = matchedElements(old, now, major);
    return old.flatMap((element, index) => {
      const other = matched[index];
      return other === undefined ? [] : [refreshedValue(element, other, major)];
    });
  }
  return isMap(old) && isMap(now) ? refreshedInputs(old, now, major) : now;
}

/**
 * The inputs for an imported resource: the settable properties that have neither their zero value nor their default. A
 * property with a default and without a value is null. A secret default is not recognized, and a map counts as an
 * object.
 */
export function importedInputs(schema: Schema, state: PropertyMap): PropertyMap {
  const inputs: PropertyMap = { [DEFAULTS]: [] };
  for (const field of schema) {
    const value = state[field.name];
    if (!field.settable) continue;
    if (isAbsent(value)) {
      if (field.default !== undefined) inputs[field.name] = null;
    } else if (isWorthSetting(field, value)) inputs[field.name] = nestedInputs(field, value);
  }
  return inputs;
}

function isWorthSetting(field: Field, value: Value): boolean {
  const plain = value instanceof Secret ? value.value : value;
  // For the bridge, a required property that may come from the environment has no default.
  return field.default === undefined || (field.required && field.env !== undefined)
    ? field.required || !isZero(field, plain)
    : field.secret || plain !== field.default;
}

function nestedInputs(field: Field, value: Value): Value {
  if (field.kind === "map" && isMap(value)) return { [DEFAULTS]: [], ...value };
  if (field.fields.length === 0) return value;
  if (Array.isArray(value)) return value.map((element) => nestedInputs(field, element));
  return isMap(value) ? importedInputs(field.fields, value) : value;
}
