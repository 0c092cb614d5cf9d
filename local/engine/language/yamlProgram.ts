import { existsSync } from "node:fs";
import { join } from "node:path";
import { CORE_SCHEMA, load } from "js-yaml";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import type { Answered, SdkTypes } from "../echo/sdkTypes";

/** How a program uses an answer: as a list, as an object with these members, or as neither, which means a text. */
interface Use {
  isList: boolean;
  members: Map<string, Use>;
}

/** A resource type or a function, as a program uses it. */
interface Used {
  inputs: Set<string>;
  answers: Map<string, Use>;
}

/** What a YAML program uses of packages, by canonical tokens. Finding this needs no schema. */
export interface YamlProgram {
  resources: Map<string, Used>;
  functions: Map<string, Used>;
}

type YamlMap = Record<string, unknown>;

/** The program in this directory. Undefined when it cannot be read: its host will report that. */
export function readYamlProgram(directory: string): YamlProgram | undefined {
  const file = ["Main.json", "Main.yaml", "Pulumi.yaml"].map((name) => join(directory, name)).find(existsSync);
  try {
    const template = file && load(readRegularText(file, FILE_LIMITS.settings), { schema: CORE_SCHEMA });
    return isMap(template) ? usedBy(template) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Resolves tokens as hosts do: `random:RandomPet` belongs to the module `index`. Fastly's provider is bridged, so its
 * tokens have a third part.
 */
export function canonicalToken(token: string): string {
  const [name = "", module = "", type = ""] =
    token.split(":").length === 2 ? token.replace(":", ":index:").split(":") : token.split(":");
  const isBridged = name === "fastly" && !module.includes("/");
  return isBridged
    ? `${name}:${module}/${type[0]?.toLowerCase() ?? ""}${type.slice(1)}:${type}`
    : [name, module, type].join(":");
}

function usedBy(template: YamlMap): YamlProgram {
  const program: YamlProgram = { resources: new Map(), functions: new Map() };
  const scopes = [template, ...Object.values(mapIn(template, "components")).filter(isMap)];
  for (const scope of scopes) {
    addScope(program, scope);
  }
  return program;
}

/** Adds a template, or a component in it: names are only valid inside it. */
function addScope({ resources, functions }: YamlProgram, scope: YamlMap): void {
  const uses = usesIn(scope);
  for (const [name, resource] of Object.entries(mapIn(scope, "resources"))) {
    if (isMap(resource) && typeof resource.type === "string") {
      const used = entry(resources, resource.type);
      const given = [mapIn(resource, "properties"), mapIn(mapIn(resource, "get"), "state")];
      for (const key of given.flatMap(Object.keys)) used.inputs.add(key);
      // Every resource has these two.
      const { id, urn, ...answers } = Object.fromEntries(uses.get(name)?.members ?? []);
      merge(used.answers, new Map(Object.entries(answers)));
    }
  }
  for (const [name, value] of Object.entries(mapIn(scope, "variables"))) {
    const call = callIn(value);
    const use = uses.get(name);
    if (call !== undefined && use !== undefined) {
      merge(
        entry(functions, call.token).answers,
        call.returns === undefined ? use.members : new Map([[call.returns, use]]),
      );
    }
  }
  visit(scope, (value) => {
    const call = callIn(value);
    if (call !== undefined) {
      const used = entry(functions, call.token);
      for (const key of Object.keys(call.args)) used.inputs.add(key);
      if (call.returns !== undefined)
        merge(used.answers, new Map([[call.returns, { isList: false, members: new Map() }]]));
    }
  });
}

function entry(all: Map<string, Used>, token: string): Used {
  const canonical = canonicalToken(token);
  const used = all.get(canonical) ?? { inputs: new Set(), answers: new Map() };
  all.set(canonical, used);
  return used;
}

/** The call in `fn::invoke` with a function, or in its short form, `fn::aws:getRegion`. */
function callIn(value: unknown): { token: string; args: YamlMap; returns?: string } | undefined {
  const [key, given] = isMap(value) ? (Object.entries(value).find(([name]) => /^fn::/i.test(name)) ?? []) : [];
  if (key === undefined) return undefined;
  if (/^fn::invoke$/i.test(key)) {
    const call = isMap(given) ? given : {};
    const returns = typeof call.return === "string" ? { returns: call.return } : {};
    return typeof call.function === "string"
      ? { token: call.function, args: mapIn(call, "arguments"), ...returns }
      : undefined;
  }
  const token = key.slice("fn::".length);
  return token.includes(":") ? { token, args: isMap(given) ? given : {} } : undefined;
}

/** How the expressions of a template, such as `${name.member[0]}`, use each name. */
function usesIn(scope: YamlMap): Map<string, Use> {
  const uses = new Map<string, Use>();
  visit(scope, (value) => {
    if (typeof value !== "string") return;
    for (const [, escaped, expression = ""] of value.matchAll(/(\$?)\$\{([^}]*)\}/g)) {
      if (escaped === "") addUse(uses, expression);
    }
  });
  return uses;
}

function addUse(uses: Map<string, Use>, expression: string): void {
  let members = uses;
  let use: Use | undefined;
  for (const [, name, quoted, index] of expression.matchAll(/([\w-]+)(?![\w-]*["\]])|\["([^"]*)"\]|\[(\d+)\]/g)) {
    if (index !== undefined) {
      if (use !== undefined) use.isList = true;
      continue;
    }
    const key = name ?? quoted ?? "";
    use = members.get(key) ?? { isList: false, members: new Map() };
    members.set(key, use);
    members = use.members;
  }
}

function merge(into: Map<string, Use>, more: ReadonlyMap<string, Use> = new Map()): void {
  for (const [name, use] of more) {
    const known = into.get(name);
    if (known === undefined) {
      into.set(name, use);
    } else {
      known.isList ||= use.isList;
      merge(known.members, use.members);
    }
  }
}

function visit(value: unknown, each: (value: unknown) => void): void {
  each(value);
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) visit(inner, each);
  }
}

function mapIn(value: YamlMap, key: string): YamlMap {
  const inner = value[key];
  return isMap(inner) ? inner : {};
}

function isMap(value: unknown): value is YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Any type: the real one is not known. */
const ANY = { $ref: "pulumi.json#/Any" };

/** The schema of a package, with what the program uses of it. Undefined when the program uses nothing of it. */
export function schemaOf({ resources, functions }: YamlProgram, name: string): string | undefined {
  const anyOf = (names: Iterable<string>) => Object.fromEntries([...names].map((each) => [each, ANY]));
  const provider = resources.get(`pulumi:providers:${name}`);
  const own = <T>(all: Map<string, T>) => [...all].filter(([token]) => token.startsWith(`${name}:`));
  const ofPackage = { resources: own(resources), functions: own(functions) };
  if (provider === undefined && ofPackage.resources.length + ofPackage.functions.length === 0) {
    return undefined;
  }
  return JSON.stringify({
    name,
    provider: { inputProperties: anyOf(provider?.inputs ?? []) },
    resources: Object.fromEntries(
      ofPackage.resources.map(([token, { inputs, answers }]) => [
        token,
        {
          properties: anyOf([...inputs, ...answers.keys()]),
          inputProperties: anyOf(inputs),
          stateInputs: { properties: anyOf([...inputs, ...answers.keys()]) },
        },
      ]),
    ),
    functions: Object.fromEntries(
      ofPackage.functions.map(([token, { inputs, answers }]) => [
        token,
        { inputs: { properties: anyOf(inputs) }, outputs: { properties: anyOf([...inputs, ...answers.keys()]) } },
      ]),
    ),
  });
}

/** Types for the echo: exactly what the program uses. */
export function typesOf({ resources, functions }: YamlProgram): SdkTypes {
  const named = new Map<string, Answered>();
  const answered = (id: string, members: ReadonlyMap<string, Use>): Answered =>
    new Map([...members].map(([name, use]) => [name, typeOf(`${id}.${name}`, use)]));
  const typeOf = (id: string, { isList, members }: Use): string => {
    const type = members.size === 0 ? "string" : `outputs.${id.replace(/[^\w.]/g, "_")}`;
    if (members.size > 0) named.set(type, answered(id, members));
    return isList ? `${type}[]` : type;
  };
  const of = (all: Map<string, Used>) => (token: string) => {
    // As in a schema of the provider's plug-in: with a third part.
    const used = all.get(token) ?? all.get(token.replace(/\/[^/:]*(?=:[^:]*$)/, ""));
    return used && answered(token, used.answers);
  };
  return {
    resource: of(resources),
    func: of(functions),
    method: () => undefined,
    nested: (_, type) => named.get(type),
  };
}
