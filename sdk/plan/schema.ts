import { readFileSync } from "node:fs";
import { ownFile } from "../system/ownFile";

/** The used part of the package's schema.json. It is generated from the types of the arguments. */
export interface Schema {
  name: string;
  resources: Record<
    string,
    {
      inputProperties: Record<string, TypeSpec>;
      properties: Record<string, TypeSpec>;
    }
  >;
  types: Record<string, { properties?: Record<string, TypeSpec>; required?: string[]; enum?: { value: string }[] }>;
}

/** A type where it is used. */
export interface TypeSpec {
  /** Whether the value itself cannot be an output. Its members may. */
  plain?: boolean;
  type?: string;
  $ref?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
}

let read: Schema | undefined;

export function packageSchema(): Schema {
  read ??= JSON.parse(readFileSync(ownFile("schema.json"), "utf8")) as Schema;
  return read;
}

/** The definition of a type that is not built in. */
export function referenced({ types }: Schema, { $ref }: TypeSpec): Schema["types"][string] | undefined {
  return types[$ref?.replace("#/types/", "") ?? ""];
}

/** The type of the argument of a `ComputeService` at a place: `["backends", "api", "port"]`. */
export function typeAt([argument = "", ...within]: string[]): TypeSpec | undefined {
  const schema = packageSchema();
  const resource = schema.resources[`${schema.name}:index:ComputeService`];
  let spec = resource && member(resource.inputProperties, argument);
  for (const key of within) {
    const properties = spec && referenced(schema, spec)?.properties;
    spec = properties ? member(properties, key) : (spec?.additionalProperties ?? spec?.items);
  }
  return spec;
}

function member(properties: Record<string, TypeSpec>, key: string): TypeSpec | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}
