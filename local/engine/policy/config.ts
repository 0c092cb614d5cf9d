import { packError } from "./errors";

export type Level = "advisory" | "mandatory" | "remediate" | "disabled";

const LEVELS: readonly string[] = ["advisory", "mandatory", "remediate", "disabled"];

/** A pack's description of one of its policies. */
export interface PolicyInfo {
  name: string;
  level: Level;
  /** JSON schemas of its configuration, by key. */
  properties: Record<string, unknown>;
  required: string[];
}

/** The configuration of a pack, by policy name. */
export type PackConfig = Record<string, { level: Level; properties: Record<string, unknown> }>;

/**
 * Configuration as a user gives it in a `--policy-pack-config` file. Each policy has a level, or an object with
 * properties and perhaps an `enforcementLevel`. The policy `all` sets the level of every policy.
 */
export type GivenPackConfig = Record<string, string | Record<string, unknown>>;

/**
 * The defaults of the schemas, then the pack's own configuration, then the user's. Throws one error for all problems.
 */
export function packConfig(
  pack: string,
  policies: readonly PolicyInfo[],
  initial: PackConfig,
  given: GivenPackConfig = {},
): PackConfig {
  const problems: string[] = [];
  const names = policies.map(({ name }) => name);
  for (const [name, entry] of Object.entries(given)) {
    if (name !== "all" && !names.includes(name)) problems.push(`there is no policy "${name}" in it`);
    const level = levelGiven(entry);
    if (level !== undefined && !LEVELS.includes(level as string)) {
      problems.push(`${name}: expected the enforcement level to be one of ${LEVELS.join(", ")} but got "${level}"`);
    }
  }
  const all = levelGiven(given.all) ?? initial.all?.level;
  const config: PackConfig = {};
  for (const policy of policies) {
    const own = given[policy.name];
    const { enforcementLevel: _, ...properties } = typeof own === "object" ? own : {};
    const merged = { ...defaultsOf(policy), ...initial[policy.name]?.properties, ...properties };
    const level = (levelGiven(own) ?? all ?? initial[policy.name]?.level ?? policy.level) as Level;
    config[policy.name] = { level, properties: merged };
    if (level !== "disabled") problems.push(...problemsOf(policy, merged));
  }
  if (problems.length > 0) {
    throw packError("policy-pack-config-unfit", { pack, problems });
  }
  return config;
}

function levelGiven(entry: GivenPackConfig[string] | undefined): unknown {
  return typeof entry === "object" ? entry.enforcementLevel : entry;
}

function defaultsOf({ properties }: PolicyInfo): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, schema]) => {
      const value = (schema as { default?: unknown }).default;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function problemsOf({ name, properties, required }: PolicyInfo, config: Record<string, unknown>): string[] {
  const missing = required.filter((key) => config[key] === undefined).map((key) => `${name}: "${key}" is required`);
  const unfit = Object.entries(properties).flatMap(([key, schema]) =>
    config[key] === undefined ? [] : unfitFor(schema as Schema, config[key], `${name}.${key}`),
  );
  return [...missing, ...unfit];
}

/** The keywords of JSON schema about a value's type and content. The real engine checks the others. */
interface Schema {
  type?: string | string[];
  enum?: unknown[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
}

function unfitFor(schema: Schema, value: unknown, path: string): string[] {
  const types = typeof schema.type === "string" ? [schema.type] : schema.type;
  const got = `but got ${JSON.stringify(value)}`;
  if (types !== undefined && !types.some((type) => isOfType(type, value))) {
    return [`expected "${path}" to be of type ${types.join(" or ")} ${got}`];
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return [`expected "${path}" to be one of ${schema.enum.join(", ")} ${got}`];
  }
  if (typeof value === "number" && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value))) {
    return [`expected "${path}" to be from ${schema.minimum ?? "-∞"} to ${schema.maximum ?? "∞"} ${got}`];
  }
  const { items, properties = {} } = schema;
  if (Array.isArray(value)) {
    return items === undefined ? [] : value.flatMap((item, index) => unfitFor(items, item, `${path}[${index}]`));
  }
  return Object.entries(properties).flatMap(([key, inner]) => {
    const member = (value as Record<string, unknown>)[key];
    return member === undefined ? [] : unfitFor(inner, member, `${path}.${key}`);
  });
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
