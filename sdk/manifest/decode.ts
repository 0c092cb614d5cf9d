import { manifestError } from "./errors";
import {
  below,
  type Context,
  type Finding,
  lastKey,
  namedTableRemedy,
  quoteRemedy,
  show,
  tableRemedy,
  typeName,
  wrongType,
} from "./finding";
import { likelyKey } from "./nearMiss";
import { dotted, isTable, plain, type TomlValue } from "./toml";

/**
 * Converts a TOML value to its type, or reports why that fails. Integers arrive as `bigint` and floats as `number`: the
 * Fastly CLI distinguishes `443` and `443.0`.
 */
export type Decoder<T> = (value: TomlValue, at: Context) => T | undefined;

/** One key of a table. `otherwise` is the value when the key is missing or wrong. */
export interface Field<T> {
  key: string;
  decode: Decoder<T>;
  otherwise?: T;
}

export type Fields<T> = { [K in keyof T]-?: Field<Exclude<T[K], undefined>> };

export function field<T>(key: string, decode: Decoder<T>, otherwise?: T): Field<T> {
  return { key, decode, otherwise };
}

/** A string. An empty one counts as not given. */
export const text: Decoder<string> = (value, at) => {
  if (typeof value !== "string") {
    return wrongType(at, "a string", show(value), quoteRemedy(at, value));
  }
  return value === "" ? undefined : value;
};

/** A string that may be secret: findings never show it. An empty string is kept. */
export const hiddenText: Decoder<string> = (value, at) => {
  if (typeof value !== "string") {
    return wrongType(at, "a string", typeName(value), "Put the value in quotes.");
  }
  return value;
};

export const flag: Decoder<boolean> = (value, at) => {
  if (typeof value !== "boolean") {
    return wrongType(
      at,
      "true or false",
      show(value),
      `Write ${lastKey(at)} = true or ${lastKey(at)} = false, without quotes.`,
    );
  }
  return value;
};

/** A whole number that fits a JavaScript number. */
export const wholeNumber: Decoder<number> = (value, at) => {
  if (typeof value !== "bigint" || value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) {
    const expected = typeof value === "number" || typeof value === "bigint" ? "a whole number" : "a number";
    const digits =
      typeof value === "string" && /^\d+$/.test(value) ? value : typeof value === "number" ? Math.trunc(value) : "443";
    return wrongType(
      at,
      expected,
      show(value),
      `Write the number without quotes and without a fraction: ${lastKey(at)} = ${digits}`,
    );
  }
  return Number(value);
};

/** A port that `[local_server]` listens on. The Fastly CLI refuses a number of more than 16 bits. */
export const port: Decoder<number> = (value, at) => {
  const number = wholeNumber(value, at);
  if (number !== undefined && (number < 0 || number > 65_535)) {
    return wrongType(at, "a port", show(value), `Write a number from 0 to 65535: ${lastKey(at)} = 7676`);
  }
  return number;
};

/** Any value, unchanged. */
export const anything: Decoder<TomlValue> = (value) => plain(value);

/** A list of strings that may be secret. */
export const textList: Decoder<string[]> = (value, at) => {
  if (!Array.isArray(value)) {
    return wrongType(at, "a list of strings", typeName(value), `Put the value in brackets: ${lastKey(at)} = ["…"]`);
  }
  return value.flatMap((item, index) => hiddenText(item, below(at, String(index))) ?? []);
};

/** A table whose keys are names the user chose. */
export function record<T>(decode: Decoder<T>): Decoder<Record<string, T>> {
  return (value, at) => {
    if (!isTable(value)) {
      return wrongType(at, "a table", typeName(value), namedTableRemedy(at, value));
    }
    const entries = Object.entries(value).map(([name, item]) => [name, decode(item, below(at, name))] as const);
    // No assignment per name: a name may be `__proto__`.
    return Object.fromEntries(entries.filter((entry): entry is [string, T] => entry[1] !== undefined));
  };
}

export interface TableOptions {
  /** Keys that are often misplaced here, with a sentence of advice for each. */
  advice?: Readonly<Record<string, string>>;
  /** Report every key that nothing reads, not only misspelt keys: every key here is meant to have an effect. */
  reportUnread?: boolean;
}

/** A table with known keys. Other keys are ignored, but reported when they look like a known key. */
export function table<T>(fields: Fields<T>, options: TableOptions = {}): Decoder<T> {
  const known = Object.entries(fields) as [string, Field<unknown>][];
  const keys = known.map(([, { key }]) => key);
  return (value, at) => {
    if (!isTable(value)) {
      return wrongType(at, "a table", typeName(value), tableRemedy(at, value));
    }
    const read = new Set<string>();
    const result: Record<string, unknown> = {};
    for (const [property, { key, decode, otherwise }] of known) {
      const spelling = spellings(key).find((candidate) => Object.hasOwn(value, candidate));
      const item = spelling === undefined ? undefined : value[spelling];
      if (spelling !== undefined) {
        read.add(spelling);
      }
      const decoded = item === undefined ? undefined : decode(item, below(at, spelling ?? key));
      if (decoded !== undefined || otherwise !== undefined) {
        // A copy: otherwise all manifests would share the default.
        result[property] = decoded ?? structuredClone(otherwise);
      }
    }
    reportUnknown(
      at,
      Object.keys(value).filter((key) => !read.has(key)),
      keys,
      options,
    );
    return result as T;
  };
}

/** The spellings under which the Fastly CLI's parser (go-toml 1.9) finds a key, in its order. */
export function spellings(key: string): string[] {
  return [key, key.toUpperCase()];
}

/** For a key that the Fastly CLI does not read: a mistake in it is a warning and no error. */
export function unchecked<T>(decode: Decoder<T>): Decoder<T> {
  return (value, at) => {
    const report = (finding: Finding) => at.report({ ...finding, severity: "warning" });
    return decode(value, { path: at.path, report });
  };
}

function reportUnknown(at: Context, unknown: readonly string[], keys: readonly string[], options: TableOptions): void {
  type Facts = { keys: string[]; of?: string; fix: string };
  const report = (severity: Finding["severity"], key: string, facts: Facts) => {
    const explanation = manifestError.explain("manifest-key-unread", facts);
    at.report({ severity, explanation, path: [...at.path, key] });
  };
  // A kind of thing that `[setup]` does not declare is removed from a live service. So a misspelt key here is an error.
  const slip = dotted(at.path) === "setup" ? "error" : "warning";
  const advice = options.advice ?? {};
  const unread: string[] = [];
  for (const key of unknown) {
    const path = dotted([...at.path, key]);
    const sibling = likelyKey(key, keys);
    const remedy = sibling === undefined ? advice[likelyKey(key, Object.keys(advice)) ?? ""] : undefined;
    if (sibling !== undefined) {
      report(slip, key, { keys: [path], fix: `Did you mean "${dotted([...at.path, sibling])}"?` });
    } else if (remedy !== undefined) {
      report("warning", key, { keys: [path], fix: remedy });
    } else {
      unread.push(key);
    }
  }
  const [first] = unread;
  if (first !== undefined && options.reportUnread === true) {
    const fix = `Move the setting to the program. The manifest keys here are: ${keys.join(", ")}.`;
    report("warning", first, { keys: unread, of: dotted(at.path), fix });
  }
}
