import type { PropertyMap, Value } from "../../engine/value";
import type { Field, Schema } from "./schema";
import { asMap, elementsOf, isUnknown, textsOf, zeroFilledObject } from "./values";

/** Terraform's SDK writes this for an unknown value. */
const UNKNOWN_TEXT = "74D93920-ED26-11E3-AC10-0800200C9A66";

/**
 * The identity of a set element, as Terraform's SDK computes it: a checksum over everything that the program can set.
 * Values that the provider fills in do not count. Null is the same as zero.
 */
export function identity(schema: Schema, element: PropertyMap): string {
  const known = zeroFilledObject(schema, element);
  for (const field of schema) {
    if (isUnknown(element[field.name])) known[field.name] = element[field.name] as Value;
  }
  return String(checksum(objectText(schema, known)));
}

/**
 * The elements in the order in which Terraform's SDK walks them, which is the order of the provider's requests.
 * Duplicates are dropped.
 */
export function inRequestOrder(schema: Schema, elements: readonly PropertyMap[]): PropertyMap[] {
  const byIdentity = new Map(elements.map((element) => [identity(schema, element), element]));
  return [...byIdentity.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, element]) => element);
}

/** The same for a set of texts. Data sources return texts in this order too. */
export function textsInRequestOrder(texts: readonly string[]): string[] {
  const byIdentity = new Map(texts.map((text) => [String(checksum(`${text};`)), text]));
  return [...byIdentity.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
}

/** The elements as Terraform's state lists them. */
export function inStateOrder(schema: Schema, elements: readonly PropertyMap[]): PropertyMap[] {
  return elements
    .map((element) => ({ element, key: Buffer.from(stateText(schema, element)) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ element }) => element);
}

export function sameSet(schema: Schema, a: readonly PropertyMap[], b: readonly PropertyMap[]): boolean {
  const left = new Set(a.map((element) => identity(schema, element)));
  const right = new Set(b.map((element) => identity(schema, element)));
  return left.size === right.size && [...left].every((key) => right.has(key));
}

function byAttribute(schema: Schema): Field[] {
  return [...schema].sort((a, b) => (a.attribute < b.attribute ? -1 : 1));
}

function objectText(schema: Schema, object: PropertyMap): string {
  return byAttribute(schema)
    .filter((field) => field.settable)
    .map((field) => `${field.attribute}:${identityText(field, object[field.name])}`)
    .join("");
}

function identityText(field: Field, value: Value | undefined): string {
  if (isUnknown(value)) return `${UNKNOWN_TEXT};`;
  switch (field.kind) {
    case "bool":
      return value === true ? "1;" : "0;";
    case "map":
      return `[${Object.entries(asMap(value) ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, entry]) => `${key}:${String(entry)};`)
        .join("")}];`;
    case "strings":
      return `{${textsInRequestOrder(textsOf(value))
        .map((entry) => `${entry};`)
        .join("")}};`;
    case "blocks":
      return `{${inRequestOrder(field.fields, elementsOf(value))
        .map((element) => `<${objectText(field.fields, element)}>;`)
        .join("")}};`;
    case "block":
    case "singleton": {
      const object = asMap(value);
      return object === undefined ? "();" : `(<${objectText(field.fields, object)}>;);`;
    }
    default:
      return `${String(value)};`;
  }
}

function stateText(schema: Schema, object: PropertyMap): string {
  return `<${byAttribute(schema)
    .map((field) => `${valueText(field, object[field.name])};`)
    .join("")}>`;
}

function valueText(field: Field, value: Value | undefined): string {
  if (isUnknown(value)) return "?";
  if (value === null || value === undefined) return "~";
  if (typeof value === "boolean") return value ? "T" : "F";
  if (Array.isArray(value)) {
    return `[${value.map((entry) => (asMap(entry) ? stateText(field.fields, entry as PropertyMap) : JSON.stringify(entry))).join(";")}]`;
  }
  const object = asMap(value);
  return object === undefined ? JSON.stringify(value) : `[${stateText(field.fields, object)}]`;
}

const CHECKSUM_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let entry = index;
  for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? (entry >>> 1) ^ 0xedb88320 : entry >>> 1;
  return entry;
});

/** CRC-32 (IEEE). `zlib.crc32` does not exist in every Node 20. */
export function checksum(text: string): number {
  let sum = 0xffffffff;
  for (const byte of Buffer.from(text)) sum = (CHECKSUM_TABLE[(sum ^ byte) & 0xff] as number) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
