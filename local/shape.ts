/**
 * What a value read from a file has to be for the code that trusts its type: a name of a type, or how it is made of
 * others. Members that are not named may be anything.
 */
export type Shape =
  | "text"
  | "number"
  | "flag"
  | "object"
  | { object: Record<string, Shape> }
  | { list: Shape }
  | { record: Shape }
  | { optional: Shape };

/** A member that may be left out, or be null. */
export function optional(shape: Shape): Shape {
  return { optional: shape };
}

/** Where a value is not what it has to be, as a path such as `services[0].name`; undefined when it is. */
export function misfit(value: unknown, shape: Shape, path = ""): string | undefined {
  if (typeof shape === "string") {
    return isOf(value, shape) ? undefined : path || "the whole";
  }
  if ("optional" in shape) {
    return value === undefined || value === null ? undefined : misfit(value, shape.optional, path);
  }
  if ("list" in shape) {
    return Array.isArray(value)
      ? first(value.entries(), ([index, item]) => misfit(item, shape.list, `${path}[${index}]`))
      : path || "the whole";
  }
  if (!isOf(value, "object")) {
    return path || "the whole";
  }
  const record = value as Record<string, unknown>;
  const below = (key: string) => (path === "" ? key : `${path}.${key}`);
  return "record" in shape
    ? first(Object.entries(record), ([key, item]) => misfit(item, shape.record, below(key)))
    : first(Object.entries(shape.object), ([key, member]) =>
        misfit(Object.hasOwn(record, key) ? record[key] : undefined, member, below(key)),
      );
}

function first<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

const TYPES = { text: "string", number: "number", flag: "boolean" } as const;

function isOf(value: unknown, shape: "text" | "number" | "flag" | "object"): boolean {
  return shape === "object"
    ? typeof value === "object" && value !== null && !Array.isArray(value)
    : typeof value === TYPES[shape];
}
