/**
 * The shape that a value from a file must have, for code that trusts its type. A shape is a type's name, or is made of
 * other shapes. Members without a name in it may be anything.
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

/** A member that may be missing or null. */
export function optional(shape: Shape): Shape {
  return { optional: shape };
}

/** The path at which a value has the wrong shape, such as `services[0].name`. Undefined when it fits. */
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
