import * as pulumi from "@pulumi/pulumi";

/** A description whose values, all but the name, the program may only know later. */
export type Lifted<T> = { [K in keyof T]: K extends "name" ? T[K] : pulumi.Input<T[K]> };

/**
 * Applies `f` to a value that the program may only know later. A plain value stays plain, so that what the manifest
 * says is known (and can be judged by a policy) in preview.
 */
export function lift<T, R>(value: pulumi.Input<T>, f: (value: T) => R): pulumi.Input<R> {
  return isPlain(value) ? f(value) : (pulumi.output(value) as unknown as pulumi.Output<T>).apply(f);
}

/** The value, or the other one where it is left open: known from the start, or when it comes. */
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

/** True for a value that can be looked at now. */
export function isPlain<T>(value: pulumi.Input<T>): value is T {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/** The given object without its undefined members: they would show up in state as noise. */
export function defined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** The list, or nothing: an empty one would be a property of the service that differs from an absent one for ever. */
export function listed<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** What a table has under a key that a user chose: a plain object also answers to `constructor` and its like. */
export function own<T>(table: Record<string, T> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The keys of both tables, those of the manifest first and in its order. */
export function keysOf(manifest: object, args: object | undefined): string[] {
  return [...new Set([...Object.keys(manifest), ...Object.keys(args ?? {})])];
}
