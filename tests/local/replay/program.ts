import * as pulumi from "@pulumi/pulumi";
import { tokenOf } from "./lacking";
import type { RecordedStep } from "./recording";

class Registered extends pulumi.CustomResource {}

/** Registers the resources of a recorded step, like this version of the SDK, which need not be installed. */
export function declareStep({ resources }: RecordedStep, version: string): void {
  const made = new Map<string, unknown>();
  const referred = referredProperties(resources);

  /** `svc.id`, or `svc.dictionaries.[settings].dictionaryId`: a field of the array element of that name. */
  const reference = (path: string): pulumi.Output<unknown> => {
    const [key = "", property = "", ...fields] = path.split(".");
    const output = pulumi.output((made.get(key) as Record<string, unknown>)[property]);
    return fields.reduce<pulumi.Output<unknown>>(
      (value, field) => value.apply((whole) => part(whole, field)),
      output as pulumi.Output<unknown>,
    );
  };

  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved);
    if (value === null || typeof value !== "object") return value;
    if ("$ref" in value) return reference(String(value.$ref));
    if ("$secret" in value) return pulumi.secret(value.$secret);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
  };

  for (const { type, key, name, inputs, options } of resources) {
    const args = resolved(inputs) as pulumi.Inputs;
    const { parent, dependsOn, ...others } = options as { parent?: string; dependsOn?: string[] };
    const opts = {
      ...others,
      parent: made.get(parent ?? "") as pulumi.Resource | undefined,
      dependsOn: dependsOn?.map((dependency) => made.get(dependency) as pulumi.Resource),
    };
    if (type.startsWith("fastly:index:get")) {
      // An output with the result's properties, like every output.
      made.set(key, pulumi.runtime.invokeOutput(tokenOf(type), args, { version }));
    } else if (type.startsWith("fastly:")) {
      const outputs = Object.fromEntries((referred.get(key) ?? []).map((property) => [property, undefined]));
      made.set(key, new Registered(tokenOf(type), name, { ...outputs, ...args }, { ...opts, version }));
    } else {
      made.set(key, new pulumi.ComponentResource(type, name, args, opts));
    }
  }
}

/** The properties of each resource that others refer to: the SDK only fills in declared ones. */
function referredProperties(resources: RecordedStep["resources"]): Map<string, string[]> {
  const properties = new Map<string, string[]>();
  JSON.stringify(resources, (key, value) => {
    if (key === "$ref") {
      const [resource, property] = String(value).split(".") as [string, string];
      properties.set(resource, [...(properties.get(resource) ?? []), property]);
    }
    return value;
  });
  return properties;
}

function part(value: unknown, field: string): unknown {
  return Array.isArray(value)
    ? value.find((element) => `[${element.name}]` === field)
    : (value as Record<string, unknown> | undefined)?.[field];
}
