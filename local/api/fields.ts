import type { Fields } from "./http";
import { badRequest } from "./http";

/** How to read one field of a resource from a request, and its default. */
export interface Field<T> {
  absent: T;
  read(value: unknown, name: string): T;
}

export type FieldTable = Record<string, Field<unknown>>;

export type Values<F extends FieldTable> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

export function text(absent = ""): Field<string> {
  return { absent, read: (value) => String(value ?? "") };
}

/** A text that Fastly stores as null when it is empty. */
export function optionalText(): Field<string | null> {
  return { absent: null, read: (value) => (value === "" || value == null ? null : String(value)) };
}

export function integer(absent: number): Field<number> {
  return { absent, read: readInteger };
}

export function optionalInteger(): Field<number | null> {
  return { absent: null, read: (value, name) => (value === "" || value == null ? null : readInteger(value, name)) };
}

/** Fastly accepts booleans as 1 and 0, and as true and false. */
export function flag(absent: boolean): Field<boolean> {
  return { absent, read: readFlag };
}

export function optionalFlag(): Field<boolean | null> {
  return { absent: null, read: (value) => (value === "" || value == null ? null : readFlag(value)) };
}

/** Base64 as Fastly accepts it: on one line, with padding. */
export function isBase64(value: unknown): boolean {
  return typeof value === "string" && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value);
}

function readInteger(value: unknown, name: string): number {
  const number = typeof value === "number" ? value : /^-?\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) {
    throw badRequest(`Invalid value for '${name}': expected an integer`);
  }
  return number;
}

function readFlag(value: unknown): boolean {
  return value === true || value === 1 || value === "1" || String(value).toLowerCase() === "true";
}

/** Reads every field of `table`. A field that `input` leaves out gets its default. Unknown keys are ignored. */
export function readFields<F extends FieldTable>(table: F, input: Fields): Values<F> {
  return Object.fromEntries(
    Object.entries(table).map(([name, field]) => [name, name in input ? field.read(input[name], name) : field.absent]),
  ) as Values<F>;
}

/** Reads only the fields that `input` has. */
export function readChanges<F extends FieldTable>(table: F, input: Fields): Partial<Values<F>> {
  return Object.fromEntries(
    Object.entries(table)
      .filter(([name]) => name in input)
      .map(([name, field]) => [name, field.read(input[name], name)]),
  ) as Partial<Values<F>>;
}

/** A required name. Throws Fastly's error when it is missing. */
export function requiredText(input: Fields, name: string): string {
  const value = input[name];
  if (typeof value !== "string" || value.trim() === "") {
    throw badRequest(`${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll("_", " ")} can't be blank`);
  }
  return value;
}
