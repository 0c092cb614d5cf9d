import { type PropertyMap, UNKNOWN, Unknown, type Value } from "../../engine/value";
import { isMap } from "../../engine/values";
import type { Field, Schema } from "./schema";

/** The names that the program left to the provider's defaults. The inputs of an object contain this list. */
export const DEFAULTS = "__defaults";

export function isUnknown(value: Value | undefined): value is Unknown {
  return value instanceof Unknown;
}

export function isAbsent(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

export function asMap(value: Value | undefined): PropertyMap | undefined {
  return isMap(value) ? value : undefined;
}

/** The elements of a set of blocks, without those that are no objects. */
export function elementsOf(value: Value | undefined): PropertyMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

/** The elements of a list or set of strings. */
export function textsOf(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The value that Terraform's SDK reads for a property that is not set. */
export function zeroOf(field: Field): Value {
  switch (field.kind) {
    case "string":
      return "";
    case "int":
    case "number":
      return 0;
    case "bool":
      return false;
    case "map":
      return {};
    case "strings":
    case "texts":
    case "blocks":
    case "list":
      return [];
    default:
      return null;
  }
}

/** Null and the zero value are the same for Terraform's SDK, and different in a diff. */
export function isZero(field: Field, value: Value | undefined): boolean {
  if (isAbsent(value)) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return field.kind === "map" && Object.keys(value).length === 0;
  return value === zeroOf(field);
}

/** The value with zero values instead of null and unknown, in nested objects too. */
export function zeroFilled(field: Field, value: Value | undefined): Value {
  if (isAbsent(value) || isUnknown(value)) return zeroOf(field);
  if (field.fields.length === 0) return value;
  if (Array.isArray(value)) return elementsOf(value).map((element) => zeroFilledObject(field.fields, element));
  return isMap(value) ? zeroFilledObject(field.fields, value) : value;
}

export function zeroFilledObject(schema: Schema, object: PropertyMap): PropertyMap {
  return Object.fromEntries(schema.map((field) => [field.name, zeroFilled(field, object[field.name])]));
}

/** A scalar as Terraform compares it: as text. Null and the empty string are the same. */
export function textOf(value: Value | undefined): string {
  if (isAbsent(value)) return "";
  return isUnknown(value) ? "<unknown>" : String(value);
}

/** The values that Go's `ParseBool` accepts. */
const BOOLEANS = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false] as const),
]);

/** A scalar in its field's type: programs may give `"443"` for a number and 443 for a string. */
export function coerced(field: Field, value: Value): Value {
  if (isUnknown(value) || value === null) return value;
  switch (field.kind) {
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "int":
      if (typeof value === "number") return Math.trunc(value);
      return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
    case "number":
      return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
    case "bool":
      return typeof value === "string" ? (BOOLEANS.get(value) ?? value) : value;
    case "strings":
    case "texts":
      return Array.isArray(value)
        ? value.map((entry) => (typeof entry === "number" || typeof entry === "boolean" ? String(entry) : entry))
        : value;
    case "map":
      return isMap(value)
        ? Object.fromEntries(
            Object.entries(value).map(([key, entry]) => [key, isUnknown(entry) ? UNKNOWN : String(entry)]),
          )
        : value;
    default:
      return value;
  }
}
