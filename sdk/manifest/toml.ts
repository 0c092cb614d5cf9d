/** A value of a TOML text. Dates are subclasses of `Date`. */
export type TomlValue = string | number | bigint | boolean | Date | TomlValue[] | TomlTable;

export interface TomlTable {
  [key: string]: TomlValue;
}

/** A text that is no TOML: the reason, and the 1-based line. */
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
 * Parses a text without a byte order mark. Integers become `bigint` and floats `number`, because the Fastly CLI tells
 * `443` and `443.0` apart.
 *
 * @throws TomlSyntaxError
 */
export function parseToml(text: string): TomlTable {
  if (text.startsWith("\uFEFF")) {
    // The parser takes one for nothing, and whoever looks for places in the text does not.
    throw new TomlSyntaxError("a byte order mark that is not the first character of the file", 1);
  }
  let table: TomlTable;
  try {
    table = smol.parse(text, { integersAsBigInt: true });
  } catch (error) {
    const { message, line } = error as Error & { line?: number };
    // What follows the first line quotes the text, which may hold a secret.
    throw new TomlSyntaxError((message.split("\n", 1)[0] ?? "").replace(/^Invalid TOML document: /, ""), line);
  }
  if (isDeeperThan(table, DEEPEST)) {
    throw new TomlSyntaxError(`tables and lists are nested more than ${DEEPEST} deep`, firstDeepLine(text));
  }
  return table;
}

/** Nobody nests deeper, and all that walks through a document may be written plainly, by calling itself. */
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

/** Where a key of so many parts is; a nesting of brackets is refused by the parser itself. */
function firstDeepLine(text: string): number | undefined {
  const line = text.split("\n").findIndex((candidate) => candidate.split(".").length > DEEPEST / 2);
  return line === -1 ? undefined : line + 1;
}

/** The text of a new document, for machines to read: it keeps no layout. */
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

/** The value with numbers for integers, as far as a number can hold them. */
export function plain(value: TomlValue): TomlValue {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return isTable(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}

/** A path as TOML writes it: `setup.backends.'api.example.com'.port`. */
export function dotted(path: readonly string[]): string {
  return path
    .map((part) => (/^[A-Za-z0-9_-]+$/.test(part) ? part : part.includes("'") ? JSON.stringify(part) : `'${part}'`))
    .join(".");
}
