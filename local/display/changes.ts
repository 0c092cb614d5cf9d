import type { StepEvent } from "../engine/events";
import { type PropertyPath, parsePath } from "../engine/propertyPath";
import { type PropertyMap, Secret, UNKNOWN, Unknown, type Value } from "../engine/value";
import { isMap } from "../engine/values";

/** The difference between two values, as a tree without unchanged parts. */
export type Change =
  | { kind: "add"; value: Value }
  | { kind: "delete"; value: Value }
  | { kind: "update"; old: Value; new: Value }
  | ObjectChange
  | { kind: "array"; elements: Map<number, Change> };

export interface ObjectChange {
  kind: "object";
  properties: Map<string, Change>;
}

/** The changes of a step in its resource's properties. Undefined when no change is known. */
export function changesOf(step: StepEvent): ObjectChange | undefined {
  const { old, new: now } = step;
  if (old === undefined || now === undefined) {
    return undefined;
  }
  if (step.detailedDiff !== undefined && Object.keys(step.detailedDiff).length > 0) {
    return fromDetailedDiff(step);
  }
  const change =
    step.op === "refresh" ? compare(old.outputs, now.outputs) : only(compare(old.inputs, now.inputs), step.diffs);
  return change?.kind === "object" && change.properties.size > 0 ? change : undefined;
}

/** Undefined for equal values. */
export function compare(old: Value | undefined, now: Value | undefined): Change | undefined {
  if (old === undefined || now === undefined) {
    return old !== undefined
      ? { kind: "delete", value: old }
      : now !== undefined
        ? { kind: "add", value: now }
        : undefined;
  }
  if (Array.isArray(old) && Array.isArray(now)) {
    const elements = new Map<number, Change>();
    for (let i = 0; i < Math.max(old.length, now.length); i++) {
      setIfDefined(elements, i, compare(old[i], now[i]));
    }
    return elements.size > 0 ? { kind: "array", elements } : undefined;
  }
  if (isMap(old) && isMap(now)) {
    const properties = new Map<string, Change>();
    for (const key of [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()) {
      setIfDefined(properties, key, compare(old[key], now[key]));
    }
    return properties.size > 0 ? { kind: "object", properties } : undefined;
  }
  if (old instanceof Secret && now instanceof Secret) {
    return compare(old.value, now.value) === undefined ? undefined : { kind: "update", old, new: now };
  }
  const bothUnknown = old instanceof Unknown && now instanceof Unknown;
  return old === now || bothUnknown ? undefined : { kind: "update", old, new: now };
}

/**
 * The provider's own list of differences. It compares the old state with new inputs. A property that only the provider
 * sets, such as `activeVersion`, has its new value in the outputs. Without outputs it is unknown.
 */
function fromDetailedDiff(step: StepEvent): ObjectChange {
  const root: ObjectChange = { kind: "object", properties: new Map() };
  for (const [text, { kind, inputDiff }] of Object.entries(step.detailedDiff ?? {}).sort()) {
    const olds = inputDiff ? step.old?.inputs : disclose(step.old?.outputs, step.old?.inputs);
    const news = step.op === "refresh" && !inputDiff ? step.new?.outputs : step.new?.inputs;
    const path = wholePath(parsePath(text), olds, news);
    const old = lookUp(olds, path);
    const now = lookUp(news, path);
    if (kind.startsWith("delete")) {
      insert(root, path, { kind: "delete", value: old ?? UNKNOWN });
    } else if (kind.startsWith("add") || (old === undefined && now !== undefined)) {
      insert(root, path, { kind: "add", value: now ?? lookUp(step.new?.outputs, path) ?? UNKNOWN });
    } else {
      const before = old ?? UNKNOWN;
      const after = now ?? lookUp(step.new?.outputs, path) ?? UNKNOWN;
      insert(root, path, compare(before, after) ?? { kind: "update", old: before, new: after });
    }
  }
  return root;
}

/**
 * The old state, shown by the old inputs where both agree. Blocks such as backends are sets to the provider. Its
 * outputs have another order than the paths, and the whole set is secret when one field is.
 */
function disclose(outputs: PropertyMap | undefined, inputs: PropertyMap | undefined): PropertyMap | undefined {
  const entries = Object.entries(outputs ?? {}).map(([key, output]) => {
    const input = inputs?.[key];
    return [key, input !== undefined && agrees(input, output) ? input : output];
  });
  return outputs && Object.fromEntries(entries);
}

/** Whether `output` equals `input`, with elements in any order, and perhaps with more properties. */
function agrees(input: Value, output: Value | undefined): boolean {
  if (input instanceof Secret || output instanceof Secret) {
    return agrees(input instanceof Secret ? input.value : input, output instanceof Secret ? output.value : output);
  }
  if (Array.isArray(input)) {
    return (
      Array.isArray(output) &&
      input.length === output.length &&
      input.every((element) => output.some((other) => agrees(element, other)))
    );
  }
  if (isMap(input)) {
    return isMap(output) && Object.entries(input).every(([key, value]) => agrees(value, output[key]));
  }
  return input === output;
}

/** The path up to the first element that one side lacks: everything inside was added or removed with that element. */
function wholePath(path: PropertyPath, old: Value | undefined, now: Value | undefined): PropertyPath {
  const end = path.findIndex((_, i) => {
    const prefix = path.slice(0, i + 1);
    return (lookUp(old, prefix) ?? null) === null || (lookUp(now, prefix) ?? null) === null;
  });
  return end < 0 ? path : path.slice(0, end + 1);
}

function insert(root: ObjectChange, path: PropertyPath, change: Change): void {
  let node: Change = root;
  for (const [i, element] of path.entries()) {
    const children: Map<string | number, Change> =
      node.kind === "object" ? node.properties : node.kind === "array" ? node.elements : new Map();
    const existing = children.get(element);
    if (existing !== undefined && existing.kind !== "object" && existing.kind !== "array") {
      return;
    }
    if (i === path.length - 1) {
      children.set(element, change);
    } else if (existing !== undefined) {
      node = existing;
    } else {
      const inner: Change =
        typeof path[i + 1] === "number"
          ? { kind: "array", elements: new Map() }
          : { kind: "object", properties: new Map() };
      children.set(element, inner);
      node = inner;
    }
  }
}

/** A secret or unknown value hides everything below it, so it stands for each of its parts. */
function lookUp(value: Value | undefined, path: PropertyPath): Value | undefined {
  let current = value;
  for (const element of path) {
    if (current instanceof Secret || current instanceof Unknown) {
      return current;
    }
    if (Array.isArray(current) && typeof element === "number") {
      current = current[element];
    } else if (isMap(current)) {
      current = current[element];
    } else {
      return undefined;
    }
  }
  return current;
}

function only(change: Change | undefined, keys: string[] | undefined): Change | undefined {
  if (change?.kind !== "object" || keys === undefined) {
    return change;
  }
  return { kind: "object", properties: new Map([...change.properties].filter(([key]) => keys.includes(key))) };
}

function setIfDefined<K>(map: Map<K, Change>, key: K, change: Change | undefined): void {
  if (change !== undefined) {
    map.set(key, change);
  }
}
