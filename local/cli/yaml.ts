import { CORE_SCHEMA, load } from "js-yaml";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import { projectError } from "./projectErrors";

export type YamlMap = Record<string, unknown>;

/** Reads a YAML file with a mapping. An empty file has an empty mapping. */
export function readYaml(path: string): YamlMap {
  let content: unknown;
  try {
    content = load(readRegularText(path, FILE_LIMITS.settings), { schema: CORE_SCHEMA });
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line: number } };
    const where = mark === undefined ? path : `${path}:${mark.line + 1}`;
    throw projectError("yaml-unreadable", { where, why: reason ?? (error as Error).message });
  }
  if (content === undefined || content === null) {
    return {};
  }
  if (!isYamlMap(content)) {
    throw projectError("yaml-not-mapping", { path });
  }
  return content;
}

export function isYamlMap(value: unknown): value is YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
