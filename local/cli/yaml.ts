import { CORE_SCHEMA, load } from "js-yaml";
import { FILE_LIMITS, readRegularText, UserError } from "pulumi-fastly-compute/internal";

export type YamlMap = Record<string, unknown>;

/** Reads a YAML file that holds a mapping; an empty one holds an empty mapping. */
export function readYaml(path: string): YamlMap {
  let content: unknown;
  try {
    content = load(readRegularText(path, FILE_LIMITS.settings), { schema: CORE_SCHEMA });
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line: number } };
    const where = mark === undefined ? path : `${path}:${mark.line + 1}`;
    throw new UserError(`Cannot read ${where}: ${reason ?? (error as Error).message}`, "Correct the file.");
  }
  if (content === undefined || content === null) {
    return {};
  }
  if (!isYamlMap(content)) {
    throw new UserError(`Expected ${path} to hold keys and values`, "Write it as `key: value` lines.");
  }
  return content;
}

export function isYamlMap(value: unknown): value is YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
