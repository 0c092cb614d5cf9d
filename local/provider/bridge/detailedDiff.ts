import type { PropertyDiff } from "../../engine/contract";
import type { PropertyMap, Value } from "../../engine/value";
import { equal } from "../../engine/values";
import type { Field, Schema } from "./schema";
import { identity } from "./sets";
import { asMap, elementsOf, isAbsent, isUnknown, textsOf } from "./values";

export type DetailedDiff = Record<string, PropertyDiff>;

/**
 * The difference between the prior state and a plan, as the bridge words it. Set elements are reported at the place of
 * the matching input, so that the engine can show them. An element without a match is reported as a change of the whole
 * set.
 */
export function detailedDiff(
  schema: Schema,
  prior: PropertyMap,
  planned: PropertyMap,
  newInputs: PropertyMap,
): DetailedDiff {
  const diffs = schema.map((field) =>
    compare({
      field,
      path: field.name,
      replaces: field.replaces,
      old: prior[field.name],
      now: planned[field.name],
      input: newInputs[field.name],
    }),
  );
  return Object.assign({}, ...diffs);
}

interface Comparison {
  field: Field;
  path: string;
  replaces: boolean;
  old: Value | undefined;
  now: Value | undefined;
  /** The program's value of a top-level property, for finding set elements in it. */
  input?: Value;
}

function compare(comparison: Comparison): DetailedDiff {
  const { field } = comparison;
  const old = present(comparison.old);
  const now = present(comparison.now);
  if (old === undefined && now === undefined) return {};
  if (old === undefined) return reported(comparison, "add");
  if (now === undefined) return reported(comparison, "delete");
  if (isUnknown(now)) return reported(comparison, "update");
  if (field.kind === "blocks") return compareSets(comparison, elementsOf(old), elementsOf(now));
  if (field.kind === "list" || field.kind === "texts") return compareLists(comparison, listOf(old), listOf(now));
  if (field.kind === "strings") return compareTexts(comparison, textsOf(old), textsOf(now));
  if (field.kind === "map") return compareMaps(comparison, asMap(old) ?? {}, asMap(now) ?? {});
  if (field.fields.length > 0) return compareObjects(comparison, asMap(old) ?? {}, asMap(now) ?? {});
  return equal(old, now) ? {} : reported(comparison, "update");
}

function reported({ path, replaces }: Comparison, kind: "add" | "delete" | "update", key = ""): DetailedDiff {
  return { [path + key]: { kind: replaces ? `${kind}-replace` : kind, inputDiff: false } };
}

/** An empty list counts as nothing, like null. An empty map does not. */
function present(value: Value | undefined): Value | undefined {
  return isAbsent(value) || (Array.isArray(value) && value.length === 0) ? undefined : value;
}

function compareObjects({ field, path, replaces }: Comparison, old: PropertyMap, now: PropertyMap): DetailedDiff {
  const diffs = field.fields.map((inner) =>
    compare({ field: inner, path: `${path}.${inner.name}`, replaces, old: old[inner.name], now: now[inner.name] }),
  );
  return Object.assign({}, ...diffs);
}

/** Compares elements by their places. Elements of a list of blocks are compared as blocks. */
function compareLists({ field, path, replaces }: Comparison, old: Value[], now: Value[]): DetailedDiff {
  const element: Field = { ...field, kind: field.kind === "list" ? "block" : "string" };
  const diffs = Array.from({ length: Math.max(old.length, now.length) }, (_, index) =>
    compare({ field: element, path: `${path}[${index}]`, replaces, old: old[index], now: now[index] }),
  );
  return Object.assign({}, ...diffs);
}

function listOf(value: Value): Value[] {
  return Array.isArray(value) ? value : [];
}

function compareMaps(comparison: Comparison, old: PropertyMap, now: PropertyMap): DetailedDiff {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const diffs = keys
    .filter((key) => !equal(old[key], now[key]))
    .map((key) => {
      const kind = now[key] === undefined ? "delete" : old[key] === undefined ? "add" : "update";
      return reported(comparison, kind, /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);
    });
  return Object.assign({}, ...diffs);
}

function compareSets(comparison: Comparison, old: PropertyMap[], now: PropertyMap[]): DetailedDiff {
  const { field, path, replaces } = comparison;
  const oldIndex = indexByIdentity(field.fields, old);
  const newIndex = indexByIdentity(field.fields, now);
  const removed = [...oldIndex].filter(([key]) => !newIndex.has(key)).map(([, index]) => index);
  const added = [...newIndex].filter(([key]) => !oldIndex.has(key)).map(([, index]) => index);
  if (removed.length === 0 && added.length === 0) return {};
  const plannedAt = matchInputs(
    field.fields,
    added.sort((a, b) => a - b),
    now,
    elementsOf(comparison.input),
  );
  if (plannedAt === undefined) return reported(comparison, "update");
  const places = [...new Set([...removed, ...plannedAt.keys()])];
  const diffs = places.map((place) => {
    const planned = plannedAt.get(place);
    return compare({
      field: { ...field, kind: "block" },
      path: `${path}[${place}]`,
      replaces,
      old: removed.includes(place) ? old[place] : undefined,
      now: planned === undefined ? undefined : now[planned],
    });
  });
  return Object.assign({}, ...diffs);
}

/** A set of texts: new ones are reported at the program's place, and removed ones at the state's place. */
function compareTexts(comparison: Comparison, old: string[], now: string[]): DetailedDiff {
  const { path } = comparison;
  const inputs = textsOf(comparison.input);
  const added = now.filter((text) => !old.includes(text)).map((text) => inputs.indexOf(text));
  const removed = old.flatMap((text, index) => (now.includes(text) ? [] : [index]));
  if (added.includes(-1)) return reported(comparison, "update");
  const places = [...new Set([...removed, ...added])].sort((a, b) => a - b);
  const diffs = places.map((place) => {
    const kind = !added.includes(place) ? "delete" : removed.includes(place) ? "update" : "add";
    return reported({ ...comparison, path: `${path}[${place}]` }, kind);
  });
  return Object.assign({}, ...diffs);
}

function indexByIdentity(schema: Schema, elements: PropertyMap[]): Map<string, number> {
  return new Map(elements.map((element, index) => [identity(schema, element), index]));
}

/** The place of the input for every planned element in `added`. Undefined when one has none. */
function matchInputs(
  schema: Schema,
  added: number[],
  planned: PropertyMap[],
  inputs: PropertyMap[],
): Map<number, number> | undefined {
  if (inputs.length < planned.length) return undefined;
  const plannedAt = new Map<number, number>();
  for (const index of added) {
    const place = inputs.findIndex(
      (input, i) => !plannedAt.has(i) && stemsFrom(schema, input, planned[index] as PropertyMap),
    );
    if (place === -1) return undefined;
    plannedAt.set(place, index);
  }
  return plannedAt;
}

function stemsFrom(schema: Schema, input: PropertyMap, planned: PropertyMap): boolean {
  return schema.every((field) => {
    const from = present(input[field.name]);
    const to = present(planned[field.name]);
    if (from === undefined && field.computed) return true;
    const [fromObject, toObject] = [asMap(from), asMap(to)];
    if (field.fields.length > 0 && fromObject && toObject) return stemsFrom(field.fields, fromObject, toObject);
    return equal(from ?? null, to ?? null);
  });
}
