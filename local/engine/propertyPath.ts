import type { PropertyMap, Value } from "./value";
import { isMap } from "./values";

/** A path to a property, as in `ignoreChanges`: `a.b[0]["c d"]`, with `*` for every element or key. */
export type PropertyPath = (string | number)[];

/** As in Pulumi's engine: a bare name ends before `.` or `[`. In quotes, a backslash only escapes a quote. */
const PART = /\.?([^.[]+)|\.?\[(\d+)\]|\.?\[\*\]|\.?\["((?:[^"\\]|\\"|\\(?!"))*)"\]/y;

export function parsePath(text: string): PropertyPath {
  const path: PropertyPath = [];
  const token = new RegExp(PART, "gy");
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [, key, index, quoted] = match;
    if (index !== undefined) path.push(Number(index));
    else path.push(key ?? quoted?.replaceAll('\\"', '"') ?? "*");
  }
  return path;
}

/** Whether all of the text is a path. */
export function isPath(text: string): boolean {
  return new RegExp(`^(?!\\.)(?:${PART.source})+$`).test(text);
}

/** Whether `pattern` names `path`, or something that contains `path`. */
export function covers(pattern: PropertyPath, path: PropertyPath): boolean {
  return pattern.length <= path.length && pattern.every((part, index) => part === "*" || part === path[index]);
}

/** A copy of `news` with the value of `olds` at `path`. When `olds` has none there, neither has the copy. */
export function resetAt(news: PropertyMap, olds: PropertyMap, path: PropertyPath): PropertyMap {
  return (resetValue(news, olds, path) as PropertyMap | undefined) ?? {};
}

function resetValue(value: Value | undefined, old: Value | undefined, path: PropertyPath): Value | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return old;
  if (Array.isArray(value) && Array.isArray(old)) {
    return value.map((element, index) =>
      (head === "*" && index < old.length) || head === index
        ? (resetValue(element, old[index], rest) ?? null)
        : element,
    );
  }
  if (!isMap(value) || !isMap(old)) return value;
  const reset = { ...value };
  const keys = head === "*" ? new Set([...Object.keys(value), ...Object.keys(old)]) : [String(head)];
  for (const key of keys) {
    const inner = resetValue(value[key], old[key], rest);
    if (inner === undefined) delete reset[key];
    else reset[key] = inner;
  }
  return reset;
}
