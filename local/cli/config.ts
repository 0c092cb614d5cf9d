import { existsSync } from "node:fs";
import { join } from "node:path";
import { isPath, parsePath } from "../engine/propertyPath";
import { cliError } from "./errors";
import type { Invocation } from "./invocation";
import type { Project } from "./project";
import { projectError } from "./projectErrors";
import { readSettings, type Setting } from "./settings";
import { openEncrypted, passphraseOf, sealedIn } from "./stackSecrets";
import { stateDirectoryOf } from "./stateDirectory";
import { isYamlMap, readYaml, type YamlMap } from "./yaml";

/** A stack's configuration by full key. Structured values are JSON, as programs receive them. */
export interface StackConfig {
  config: Record<string, string>;
  secretConfig: Record<string, string>;
}

/**
 * The configuration of a run, from four sources. Later ones override earlier ones: Pulumi.yaml's values and defaults,
 * Pulumi.<stack>.yaml, the values of `config set` beside the local state, and the command line. Values encrypted by
 * `pulumi` are decrypted where it would not ask for a passphrase either: with the one in the environment. Values of
 * `fastly` are left out, as the local stand-in has its own.
 */
export function readStackConfig(project: Project, invocation: Invocation): StackConfig {
  const { stack } = invocation;
  const values = new Map<string, unknown>();
  for (const [key, declared] of Object.entries(project.config)) {
    const value = isYamlMap(declared) ? (declared.value ?? declared.default) : declared;
    if (value !== undefined) {
      values.set(fullKey(key, project), value);
    }
  }
  const file = `Pulumi.${stack}.yaml`;
  const path = join(project.root, file);
  const { config, encryptionsalt } = existsSync(path) ? readYaml(path) : ({} as YamlMap);
  for (const [key, value] of Object.entries(isYamlMap(config) ? config : {})) {
    values.set(fullKey(key, project), value);
  }
  const secretKeys = new Set<string>();
  for (const setting of settingsOf(project, invocation)) {
    const key = applySetting(values, setting, project);
    if (setting.secret) {
      secretKeys.add(key);
    } else if (!setting.path) {
      secretKeys.delete(key);
    }
  }
  for (const [key, value] of values) {
    if (key.startsWith("fastly:") && sealedIn(value).length > 0) {
      values.delete(key);
    }
  }
  const salt = typeof encryptionsalt === "string" ? encryptionsalt : undefined;
  for (const key of openEncrypted(values, { file, salt, isNeeded: runsProgram(invocation) })) {
    secretKeys.add(key);
  }
  const entries = [...values].map(([key, value]) => [key, textOf(value)] as const);
  return {
    config: Object.fromEntries(entries.filter(([key]) => !secretKeys.has(key))),
    secretConfig: Object.fromEntries(entries.filter(([key]) => secretKeys.has(key))),
  };
}

function settingsOf(project: Project, invocation: Invocation): Setting[] {
  const kept = readSettings(stateDirectoryOf(invocation, project), invocation.stack, passphraseOf() ?? "");
  const given = (settings: string[], secret: boolean) =>
    settings.map((text) => settingOf(text, secret, invocation.configPath, project));
  return [...kept, ...given(invocation.config, false), ...given(invocation.secret, true)];
}

function settingOf(text: string, secret: boolean, path: boolean, project: Project): Setting {
  const equals = text.indexOf("=");
  if (equals < 1) {
    const given = secret ? { option: "--secret" } : { option: "--config", text };
    throw cliError("setting-unfit", { ...given, project: project.name });
  }
  return { key: text.slice(0, equals), value: text.slice(equals + 1), secret, path };
}

/** Applies a setting. Returns the full key of the changed value. */
function applySetting(values: Map<string, unknown>, { key: given, value, path }: Setting, project: Project): string {
  const { key, rest } = placeOf(given, path, project);
  if (rest.length === 0) {
    if (value === undefined) {
      values.delete(key);
    } else {
      values.set(key, value);
    }
  } else if (value !== undefined) {
    values.set(key, withValueAt(values.get(key), rest, typed(value)));
  } else if (values.has(key)) {
    values.set(key, withoutValueAt(values.get(key), rest));
  }
  return key;
}

/** The value at a key, or at a path inside one. */
export function valueAt({ config, secretConfig }: StackConfig, given: string, path: boolean, project: Project) {
  const { key, rest } = placeOf(given, path, project);
  const text = config[key] ?? secretConfig[key];
  if (rest.length === 0 || text === undefined) {
    return text;
  }
  const found = rest.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    parsed(text),
  );
  return found === undefined ? undefined : textOf(found);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function placeOf(given: string, path: boolean, project: Project): { key: string; rest: (string | number)[] } {
  const namespaced = fullKey(given, project);
  if (!path) {
    return { key: namespaced, rest: [] };
  }
  const colon = namespaced.indexOf(":");
  const text = namespaced.slice(colon + 1);
  const [first = "", ...rest] = parsePath(text);
  if (!isPath(text) || String(first).includes(":")) {
    throw projectError("configuration-path-unfit", { path: text });
  }
  return { key: `${namespaced.slice(0, colon)}:${first}`, rest };
}

/** Like `pulumi config set --path`: numbers and booleans keep their type inside a structured value. */
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

function withoutValueAt(container: unknown, [head, ...rest]: readonly (string | number)[]): unknown {
  if (Array.isArray(container)) {
    return rest.length === 0
      ? container.filter((_, index) => index !== head)
      : container.map((member, index) => (index === head ? withoutValueAt(member, rest) : member));
  }
  if (head === undefined || !isYamlMap(container) || !Object.hasOwn(container, head)) {
    return container;
  }
  const { [head]: inner, ...others } = container;
  return rest.length === 0 ? others : { ...others, [head]: withoutValueAt(inner, rest) };
}

/** A key without a namespace belongs to the project. */
export function fullKey(key: string, project: Project): string {
  return key.includes(":") ? key : `${project.name}:${key}`;
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

/** Other commands need no configuration: the state has everything they use. */
function runsProgram({ command, runProgram }: Invocation): boolean {
  return (command !== "refresh" && command !== "destroy") || runProgram;
}
