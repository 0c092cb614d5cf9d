import * as pulumi from "@pulumi/pulumi";
import { type Diagnostic, diagnostic, throwErrors } from "../errors/diagnostics";
import { generalError } from "../errors/general";
import { planError } from "../plan/errors";
import { referenced, type Schema, type TypeSpec } from "../plan/schema";
import { detailsOf } from "../pulumi/details";

/**
 * The arguments in the form that a component of this package takes. In other languages any argument may be an output.
 * But an argument that decides which resources exist must be known in a preview, and cannot be secret. So an output
 * with a known value becomes that value. A secret list or object makes each of its parts secret that may be an output.
 *
 * @throws ComputeError that lists every argument that is not known yet, or secret.
 */
export async function knownArguments(
  name: string,
  type: string,
  inputs: pulumi.Inputs,
  schema: Schema,
): Promise<pulumi.Inputs> {
  const problems: Diagnostic[] = [];
  const report = (code: "argument-not-known-yet" | "argument-secret", path: string) =>
    problems.push(diagnostic("error", planError.explain(code, { path })));

  const known = async (value: unknown, type: TypeSpec, path: string, secret: boolean): Promise<unknown> => {
    if (type.plain !== true) {
      return secret ? pulumi.secret(value) : value;
    }
    if (pulumi.Output.isInstance(value)) {
      const output = detailsOf(value);
      if (!(await output.isKnown)) {
        report("argument-not-known-yet", path);
        return undefined;
      }
      return known(await output.promise(), type, path, secret || (await output.isSecret));
    }
    const members = membersOf(value, type, schema);
    if (members !== undefined) {
      // One after the other: problems are reported in the order of the arguments.
      const made: Record<string, unknown> = {};
      for (const [key, member, memberType] of members) {
        const memberPath = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
        made[key] = await known(member, memberType, memberPath, secret);
      }
      return Array.isArray(value) ? Object.values(made) : made;
    }
    if (secret) {
      report("argument-secret", path);
    }
    return value;
  };

  const inputProperties = schema.resources[type]?.inputProperties ?? {};
  const args: pulumi.Inputs = {};
  for (const [key, value] of Object.entries(inputs)) {
    args[key] = await known(value, inputProperties[key] ?? {}, key, false);
  }
  throwErrors(
    () => generalError.explain("component-unusable", { component: name, kind: type.split(":").at(-1) }),
    problems,
  );
  return args;
}

/** The parts of a list, a map or an object, with their types; undefined for anything else. */
function membersOf(value: unknown, type: TypeSpec, schema: Schema): [string, unknown, TypeSpec][] | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  const properties = referenced(schema, type)?.properties;
  const typeOf = (key: string) => properties?.[key] ?? type.additionalProperties ?? type.items ?? {};
  return Object.entries(value).map(([key, member]) => [key, member, typeOf(key)]);
}
