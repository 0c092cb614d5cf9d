import { existsSync } from "node:fs";
import { join } from "node:path";
import { ComputeError } from "../../errors";
import { parsePath } from "../engine/propertyPath";
import type { Invocation } from "./invocation";
import type { Project } from "./project";
import { isYamlMap, readYaml, type YamlMap } from "./yaml";

/** A stack's configuration by full key; structured values as JSON, which is how programs receive them. */
export interface StackConfig {
  config: Record<string, string>;
  secretConfig: Record<string, string>;
}

/** Pulumi.yaml's values and defaults, then Pulumi.<stack>.yaml, then the command line. */
export function readStackConfig(project: Project, invocation: Invocation): StackConfig {
  const values = new Map<string, unknown>();
  for (const [key, declared] of Object.entries(project.config)) {
    const value = isYamlMap(declared) ? (declared.value ?? declared.default) : declared;
    if (value !== undefined) {
      values.set(fullKey(key, project), value);
    }
  }
  const file = `Pulumi.${invocation.stack}.yaml`;
  for (const [key, value] of Object.entries(stackValues(join(project.root, file)))) {
    values.set(fullKey(key, project), value);
  }
  const secretKeys = new Set<string>();
  for (const [settings, isSecret] of [
    [invocation.config, false],
    [invocation.secret, true],
  ] as const) {
    for (const setting of settings) {
      const key = applySetting(values, setting, isSecret, invocation.configPath, project);
      if (isSecret) {
        secretKeys.add(key);
      } else if (!invocation.configPath) {
        secretKeys.delete(key);
      }
    }
  }
  refuseEncrypted(values, file);
  const entries = [...values].map(([key, value]) => [key, textOf(value)] as const);
  return {
    config: Object.fromEntries(entries.filter(([key]) => !secretKeys.has(key))),
    secretConfig: Object.fromEntries(entries.filter(([key]) => secretKeys.has(key))),
  };
}

function stackValues(path: string): YamlMap {
  const config = existsSync(path) ? readYaml(path).config : undefined;
  return isYamlMap(config) ? config : {};
}

function applySetting(
  values: Map<string, unknown>,
  setting: string,
  isSecret: boolean,
  isPath: boolean,
  project: Project,
): string {
  const equals = setting.indexOf("=");
  if (equals < 1) {
    const option = isSecret ? "--secret" : "--config";
    throw new ComputeError(
      `Expected ${option} to be KEY=VALUE${isSecret ? "" : ` but got "${setting}"`}`,
      `Write, for example, ${option} ${project.name}:greeting=hello.`,
    );
  }
  const text = setting.slice(equals + 1);
  const namespaced = fullKey(setting.slice(0, equals), project);
  if (!isPath) {
    values.set(namespaced, text);
    return namespaced;
  }
  const colon = namespaced.indexOf(":");
  const [first = "", ...rest] = parsePath(namespaced.slice(colon + 1));
  const key = `${namespaced.slice(0, colon)}:${first}`;
  values.set(key, rest.length === 0 ? text : withValueAt(values.get(key), rest, typed(text)));
  return key;
}

/** As `pulumi config set --path`: numbers and booleans keep their type inside a structured value. */
function typed(text: string): unknown {
  return /^(true|false|0|-?[1-9]\d{0,14})$/.test(text) ? JSON.parse(text) : text;
}

function withValueAt(container: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) {
    return value;
  }
  if (typeof head === "number") {
    const list = Array.isArray(container) ? [...container] : [];
    list[Math.min(head, list.length)] = withValueAt(list[head], rest, value);
    return list;
  }
  const map = isYamlMap(container) ? container : {};
  return { ...map, [head]: withValueAt(map[head], rest, value) };
}

/** A key without a namespace is the project's own. */
function fullKey(key: string, project: Project): string {
  return key.includes(":") ? key : `${project.name}:${key}`;
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

function refuseEncrypted(values: ReadonlyMap<string, unknown>, file: string): void {
  const encrypted = [...values].filter(([, value]) => containsEncrypted(value)).map(([key]) => key);
  if (encrypted.length > 0) {
    throw new ComputeError(
      `${file} has encrypted values, which only pulumi can read: ${encrypted.join(", ")}`,
      `Give them for this run: ${encrypted.map((key) => `--secret ${key}=VALUE`).join(" ")}`,
    );
  }
}

function containsEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(containsEncrypted);
  }
  if (!isYamlMap(value)) {
    return false;
  }
  const isEncrypted = Object.keys(value).length === 1 && typeof value.secure === "string";
  return isEncrypted || Object.values(value).some(containsEncrypted);
}
