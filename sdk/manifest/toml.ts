/** A value of a TOML text. Dates are subclasses of `Date`. */
export type TomlValue = string | number | bigint | boolean | Date | TomlValue[] | TomlTable;

export interface TomlTable {
  [key: string]: TomlValue;
}

/** The error for a text that is not TOML: the reason, and the line, counted from 1. */
export class TomlSyntaxError extends Error {
  constructor(
    message: string,
    readonly line: number | undefined,
  ) {
    super(message);
    this.name = "TomlSyntaxError";
  }
}

// smol-toml has CommonJS code but declares its types for ES modules only.
const smol: {
  parse(text: string, options: { integersAsBigInt: true }): TomlTable;
  stringify(value: object): string;
} = require("smol-toml");

/**
 * Parses a text without a byte order mark. Integers become `bigint` and floats `number`: the Fastly CLI distinguishes
 * `443` and `443.0`.
 *
 * @throws TomlSyntaxError
 */
export function parseToml(text: string): TomlTable {
  if (text.startsWith("\uFEFF")) {
    // The parser ignores a second byte order mark. Code that looks for positions in the text does not.
    throw new TomlSyntaxError("a byte order mark that is not the first character of the file", 1);
  }
  let table: TomlTable;
  try {
    table = smol.parse(text, { integersAsBigInt: true });
  } catch (error) {
    const { message, line } = error as Error & { line?: number };
    // The lines after the first quote the text, which may have a secret.
    throw new TomlSyntaxError((message.split("\n", 1)[0] ?? "").replace(/^Invalid TOML document: /, ""), line);
  }
  if (isDeeperThan(table, DEEPEST)) {
    throw new TomlSyntaxError(`tables and lists are nested more than ${DEEPEST} deep`, firstDeepLine(text));
  }
  return table;
}

/** The deepest nesting. Nobody nests deeper, and so all code that walks through a document may be recursive. */
const DEEPEST = 100;

function isDeeperThan(value: TomlValue, depth: number): boolean {
  let level: TomlValue[] = [value];
  for (let left = depth; level.length > 0; left--) {
    if (left < 0) {
      return true;
    }
    level = level.flatMap((item) =>
      Array.isArray(item) ? item.filter(isNested) : isTable(item) ? Object.values(item).filter(isNested) : [],
    );
  }
  return false;
}

function isNested(value: TomlValue): boolean {
  return Array.isArray(value) || isTable(value);
}

/** The line of a key with too many parts. The parser itself refuses brackets that are nested too deep. */
function firstDeepLine(text: string): number | undefined {
  const line = text.split("\n").findIndex((candidate) => candidate.split(".").length > DEEPEST / 2);
  return line === -1 ? undefined : line + 1;
}

/** Formats a new document for machines: the layout is not kept. */
export function formatToml(value: object): string {
  return smol.stringify(value);
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isDate(value);
}

export function isDate(
  value: TomlValue | undefined,
): value is Exclude<TomlValue, string | number | bigint | boolean | TomlTable> {
  return value instanceof Date;
}

/** The value with integers as numbers, as far as a number is exact. */
export function plain(value: TomlValue): TomlValue {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return isTable(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}

/** A path in TOML's form: `setup.backends.'api.example.com'.port`. */
export function dotted(path: readonly string[]): string {
  return path
    .map((part) => (/^[A-Za-z0-9_-]+$/.test(part) ? part : part.includes("'") ? JSON.stringify(part) : `'${part}'`))
    .join(".");
}
