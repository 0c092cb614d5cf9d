import type { Explanation } from "../errors/explanation";
import { manifestError } from "./errors";
import { dotted, isDate, type TomlValue } from "./toml";

/** A finding about one key. `parse` adds the file and the line. */
export interface Finding {
  severity: "error" | "warning";
  explanation: Explanation;
  path: readonly string[];
}

/** The place of a decoder, and the list for its findings. */
export interface Context {
  readonly path: readonly string[];
  readonly report: (finding: Finding) => void;
}

/** One key further down. */
export function below(at: Context, key: string): Context {
  return { path: [...at.path, key], report: at.report };
}

/** Reports a value of the wrong type. `got` is {@link show} or, where the value may be secret, {@link typeName}. */
export function wrongType(at: Context, expected: string, got: string, fix: string): undefined {
  const explanation = manifestError.explain("manifest-wrong-type", { key: dotted(at.path), expected, got, fix });
  at.report({ severity: "error", explanation, path: at.path });
}

export function quoteRemedy(at: Context, value: TomlValue): string {
  const scalar = typeof value === "bigint" || typeof value === "number" || typeof value === "boolean";
  return `Write the value in quotes: ${lastKey(at)} = "${scalar ? value : "…"}"`;
}

export function tableRemedy(at: Context, value: TomlValue): string {
  const header = dotted(at.path);
  return Array.isArray(value)
    ? `Write [${header}], with single brackets and once.`
    : `Write [${header}] with its keys on the lines below.`;
}

export function namedTableRemedy(at: Context, value: TomlValue): string {
  const header = dotted(at.path);
  return Array.isArray(value)
    ? `Give each one a name: [${header}.<name>] instead of [[${header}]].`
    : `Write [${header}.<name>] with its keys on the lines below.`;
}

export function lastKey(at: Context): string {
  return dotted(at.path.slice(-1));
}

/** A value for a message, shortened when it is long. Not for values that may be secret. */
export function show(value: TomlValue): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  }
  return typeof value === "object" ? typeName(value) : String(value);
}

/** The words for a value that must not be shown. */
export function typeName(value: TomlValue): string {
  if (Array.isArray(value)) {
    return "a list";
  }
  if (isDate(value)) {
    return "a date";
  }
  switch (typeof value) {
    case "string":
      return "a string";
    case "boolean":
      return "a boolean";
    case "object":
      return "a table";
    default:
      return "a number";
  }
}
