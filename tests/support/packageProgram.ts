import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type * as Pulumi from "@pulumi/pulumi";
import { load } from "js-yaml";
import { testStack } from "./stack";

const EXAMPLES = resolve(__dirname, "../../examples");

/** A program without a language, in the shape of a Pulumi.yaml with `runtime: yaml`. */
export interface PackageProgram {
  config?: Record<string, { default?: string }>;
  resources: Record<string, { type: string; properties: Record<string, unknown>; options?: { dependsOn?: string[] } }>;
  outputs: Record<string, string>;
}

/** A Pulumi.yaml. */
export interface PackageProject extends PackageProgram {
  runtime: unknown;
  packages: Record<string, string>;
}

// biome-ignore lint/suspicious/noExplicitAny: schema.json is data
type Schema = any;
const SCHEMA: Schema = JSON.parse(readFileSync(resolve(__dirname, "../../schema.json"), "utf8"));

export function projectOf(example: string): PackageProject {
  return load(readFileSync(join(EXAMPLES, example, "Pulumi.yaml"), "utf8")) as PackageProject;
}

/** Tests the form of an example's project. Returns its program. */
export function testedProgram(example: string): PackageProgram {
  const { runtime, packages, ...program } = projectOf(example);
  it("has the form of a project after `pulumi package add`, and matches the schema", () => {
    assert.equal(runtime, "yaml");
    assert.deepEqual(packages, { "fastly-compute": "./node_modules/pulumi-fastly-compute" });
    assert.deepEqual(misfits(program), []);
  });
  return program;
}

/** Deploys the program of an example with its app. Returns the parts of the service that the program declares. */
export async function deployedExample(example: string, program: PackageProgram): Promise<object> {
  const read = (file: string) => readFileSync(join(EXAMPLES, example, file));
  const stack = await testStack({
    files: { "app/fastly.toml": read("app/fastly.toml"), "app/bin/main.wasm": read("app/bin/main.wasm") },
    program: programOf(program),
    project: `edge-from-${example}`,
    config: { [`edge-from-${example}:origin`]: "origin.example.com" },
  });
  try {
    const { errors, outputs } = await stack.up();
    assert.deepEqual(errors, []);
    const { id, backends, logEndpoints, dictionaries } = stack.fastly.deployed(`edge-from-${example}`);
    assert.deepEqual(outputs, {
      url: `http://www.example.com.localhost:${new URL(stack.fastly.url).port}`,
      serviceId: id,
    });
    return { backend: backends.origin?.address, logs: logEndpoints.access?.settings.url, dictionaries };
  } finally {
    await stack.stop();
  }
}

/** The parts of a program that the package's schema lacks, as the runtimes of other languages would report them. */
export function misfits(program: PackageProgram): string[] {
  const found: string[] = [];
  const check = (value: unknown, type: Schema, path: string): void => {
    const reference = type.$ref && SCHEMA.types[type.$ref.replace("#/types/", "")];
    if (typeof value === "string" && value.startsWith("${")) {
      return;
    }
    if (reference?.enum) {
      found.push(...(reference.enum.some((member: Schema) => member.value === value) ? [] : [`${path}: ${value}`]));
    } else if (reference) {
      checkMembers(value as object, reference.properties, reference.required ?? [], path);
    } else if (type.type === "array") {
      (value as unknown[]).forEach((member, index) => void check(member, type.items, `${path}[${index}]`));
    } else if (type.type === "object") {
      for (const [key, member] of Object.entries(value as object)) {
        check(member, type.additionalProperties, `${path}.${key}`);
      }
    } else if (typeof value !== (type.type === "integer" ? "number" : type.type)) {
      found.push(`${path} is not of type ${type.type}`);
    }
  };
  const checkMembers = (value: object, properties: Schema, required: string[], path: string): void => {
    found.push(...required.filter((key) => !(key in value)).map((key) => `${path}.${key} is missing`));
    for (const [key, member] of Object.entries(value)) {
      if (properties[key] === undefined) {
        found.push(`${path}.${key} is unknown`);
      } else {
        check(member, properties[key], `${path}.${key}`);
      }
    }
  };
  for (const [name, { type, properties }] of Object.entries(program.resources)) {
    const resource = SCHEMA.resources[fullType(type)];
    if (!type.startsWith(`${SCHEMA.name}:`)) {
      continue;
    }
    if (resource === undefined) {
      found.push(`${name}: there is no ${type}`);
    } else {
      checkMembers(properties, resource.inputProperties, resource.requiredInputs, name);
    }
  }
  for (const [name, value] of Object.entries(program.outputs)) {
    const [, resource = "", property = ""] = /^\$\{(\w+)\.(\w+)\}$/.exec(value) ?? [];
    const type = fullType(program.resources[resource]?.type ?? "");
    found.push(...(SCHEMA.resources[type]?.properties[property] ? [] : [`the output ${name} is ${value}`]));
  }
  return found;
}

/** The body of a CommonJS program that registers the resources like the runtime of such a program. */
export function programOf(program: PackageProgram): string {
  const outputs = Object.fromEntries(
    Object.entries<Schema>(SCHEMA.resources).map(([type, { properties }]) => [type, Object.keys(properties)]),
  );
  // esbuild has compiled `evaluate`, and notes the names of functions by `__name`.
  return `const __name = (named) => named;
module.exports = (${evaluate})(pulumi, ${fullType}, ${JSON.stringify(program)}, ${JSON.stringify(outputs)});`;
}

/** `fastly-compute:ComputeService` is short for the same name in the module `index`. */
function fullType(type: string): string {
  return type.replace(/^([^:]+):([^:]+)$/, "$1:index:$2");
}

/** Runs in the program's process, so it refers to nothing outside of itself. */
function evaluate(
  pulumi: typeof Pulumi,
  typeOf: (type: string) => string,
  program: PackageProgram,
  outputs: Record<string, string[]>,
): object {
  const settings = new pulumi.Config();
  const scope: Record<string, unknown> = {};
  for (const [key, declared] of Object.entries(program.config ?? {})) {
    scope[key] = settings.get(key) ?? declared.default;
  }
  const evaluated = (value: unknown): unknown => {
    if (typeof value === "string") {
      const [, name, path = ""] = /^\$\{(\w+)((?:\.\w+|\[\d+\])*)\}$/.exec(value) ?? [];
      const found = name === undefined ? value : scope[name];
      // Outputs are lifted: even an output without a value has members.
      return (path.match(/\w+/g) ?? []).reduce((of, key) => (of as Record<string, unknown>)[key], found as unknown);
    }
    if (Array.isArray(value)) {
      return value.map(evaluated);
    }
    const isMap = typeof value === "object" && value !== null;
    return isMap ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, evaluated(member)])) : value;
  };
  class Custom extends pulumi.CustomResource {}
  for (const [name, { type, properties, options }] of Object.entries(program.resources)) {
    const token = typeOf(type);
    const dependsOn = (options?.dependsOn ?? []).map((each) => evaluated(each) as Pulumi.Resource);
    if (outputs[token] === undefined) {
      scope[name] = new Custom(token, name, evaluated(properties) as object, { dependsOn });
      continue;
    }
    const answered = Object.fromEntries((outputs[token] ?? []).map((key) => [key, undefined]));
    const given = { ...answered, ...(evaluated(properties) as object) };
    scope[name] = new pulumi.ComponentResource(token, name, given, { dependsOn }, true);
  }
  return evaluated(program.outputs) as object;
}
