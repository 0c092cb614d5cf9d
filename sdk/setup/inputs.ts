import * as pulumi from "@pulumi/pulumi";

/** A description whose values the program may know only later, except for the name. */
export type Lifted<T> = { [K in keyof T]: K extends "name" ? T[K] : pulumi.Input<T[K]> };

/**
 * Applies `f` to a value that the program may know only later. A plain value stays plain: so a preview knows the
 * manifest's values, and policies can judge them.
 */
export function lift<T, R>(value: pulumi.Input<T>, f: (value: T) => R): pulumi.Input<R> {
  return isPlain(value) ? f(value) : (pulumi.output(value) as unknown as pulumi.Output<T>).apply(f);
}

/** The value, or `other` where the value is undefined: now, or once it is known. */
export function orElse<T>(value: pulumi.Input<T | undefined> | undefined, other: pulumi.Input<T>): pulumi.Input<T>;
export function orElse<T>(
  value: pulumi.Input<T | undefined> | undefined,
  other: pulumi.Input<T | undefined> | undefined,
): pulumi.Input<T | undefined>;
export function orElse<T>(
  value: pulumi.Input<T | undefined> | undefined,
  other: pulumi.Input<T | undefined> | undefined,
): pulumi.Input<T | undefined> {
  if (value === undefined || value === null) {
    return other;
  }
  return isPlain(value)
    ? value
    : (pulumi.output(value).apply((known) => known ?? other) as pulumi.Output<T | undefined>);
}

/** True for a value that is known now. */
export function isPlain<T>(value: pulumi.Input<T>): value is T {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/** The object without its undefined members, which would only clutter the state. */
export function defined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** The list, or undefined when it is empty: an empty list would differ from an absent property for ever. */
export function listed<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/**
 * The value in a table under a key that a user chose. A plain object would also answer to `constructor` and the like.
 */
export function own<T>(table: Record<string, T> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The keys of both tables: first the manifest's, in its order. */
export function keysOf(manifest: object, args: object | undefined): string[] {
  return [...new Set([...Object.keys(manifest), ...Object.keys(args ?? {})])];
}
