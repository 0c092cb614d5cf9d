import { type Diagnostic, throwErrors } from "./diagnostics";
import { likelyKey } from "./manifest/nearMiss";
import { packageSchema, referenced, type Schema, type TypeSpec } from "./schema";
import { isPlain } from "./setup/inputs";

/**
 * Checks arguments that no compiler has seen, such as those of a program in JavaScript: types, choices, and names that
 * look like a slip of the pen. Values that are outputs are left to the provider.
 *
 * @param remedy what to do about a value of the wrong type.
 * @throws ComputeError that lists everything that is wrong.
 */
export function checkArguments(component: string, args: unknown, type: string, remedy = "Correct the argument."): void {
  const schema = packageSchema();
  const problems: Diagnostic[] = [];
  const report = (message: string, remedy: string) => problems.push({ severity: "error", message, remedy });

  const properties = schema.resources[type]?.inputProperties ?? {};
  const secretive = (path: string) => mayHoldSecret(path, properties, schema);

  const checkMembers = (value: object, properties: Record<string, TypeSpec>, path: string) => {
    for (const [key, member] of Object.entries(value)) {
      const spec = properties[key];
      if (spec !== undefined) {
        check(member, spec, path + key);
        continue;
      }
      const likely = likelyKey(key, Object.keys(properties));
      if (likely !== undefined && member !== undefined) {
        report(`Nothing reads [${path}${key}]`, `Did you mean [${path}${likely}]?`);
      }
    }
  };

  const check = (value: unknown, spec: TypeSpec, path: string) => {
    if (value === undefined || (!isPlain(value) && !spec.plain)) {
      return;
    }
    const own = referenced(schema, spec);
    const choices = own?.enum?.map((choice) => choice.value);
    const wanted = choices ? `one of ${choices.join(", ")}` : NAMES[own ? "object" : (spec.type ?? "")];
    if (wanted === undefined) {
      return;
    }
    if (!isPlain(value)) {
      report(`Expected [${path}] to be ${wanted} but got an output or a secret`, remedy);
    } else if (choices ? !choices.includes(value as string) : !matches(value, own ? "object" : spec.type)) {
      const isShown = SHOWN.includes(typeof value) && !secretive(path);
      const got = isShown ? JSON.stringify(value) : describe(value);
      report(`Expected [${path}] to be ${wanted} but got ${got}`, remedy);
    } else if (own?.properties !== undefined) {
      checkMembers(value as object, own.properties, `${path}.`);
    } else if (spec.additionalProperties ?? spec.items) {
      const members = (spec.additionalProperties ?? spec.items) as TypeSpec;
      const place = (key: string) => (spec.items ? `${path}[${key}]` : `${path}.${key}`);
      for (const [key, member] of Object.entries(value as object)) {
        // A list has no place for what is left out.
        check(spec.items && member === undefined ? null : member, members, place(key));
      }
    }
  };

  if (typeof component !== "string") {
    report(
      `Expected the name to be a string but got ${describe(component)}`,
      'Write new ComputeService("edge", { … }).',
    );
  } else if (isRecord(args)) {
    checkMembers(args as object, properties, "");
  } else if (args !== undefined) {
    report(`Expected the arguments to be an object but got ${describe(args)}`, remedy);
  }
  throwErrors(typeof component === "string" ? `ComputeService "${component}"` : "A ComputeService", problems);
}

/**
 * Whether a secret may be at this place, or have been put there by mistake: what may be given as an output may be one,
 * and so may everything beside it, in the same argument; and so may the variables of a build.
 */
function mayHoldSecret(path: string, properties: Record<string, TypeSpec>, schema: Schema): boolean {
  const [argument = ""] = path.split(/[.[]/, 1);
  const spec = properties[argument];
  return /^build$|^build\.env/.test(path) || (spec !== undefined && takesOutput(spec, schema, new Set()));
}

function takesOutput(spec: TypeSpec, schema: Schema, seen: Set<string>): boolean {
  if (!spec.plain) {
    return true;
  }
  if (spec.$ref !== undefined && seen.has(spec.$ref)) {
    return false;
  }
  const within = [...Object.values(referenced(schema, spec)?.properties ?? {}), spec.items, spec.additionalProperties];
  const known = new Set([...seen, spec.$ref ?? ""]);
  return within.some((inner) => inner !== undefined && takesOutput(inner, schema, known));
}

const NAMES: Record<string, string> = {
  string: "a string",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  array: "a list",
  object: "an object",
};

function matches(value: unknown, type: string | undefined): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "object":
      return isRecord(value);
    default:
      return typeof value === type;
  }
}

/** An object that has members, and not a list, a date, a map or their like, whose members say nothing. */
function isRecord(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** The types of which a value is shown as JSON. */
const SHOWN = ["string", "number", "boolean"];

function describe(value: unknown): string {
  if (value === null) {
    return "null";
  }
  return typeof value === "boolean" ? "a boolean" : (NAMES[Array.isArray(value) ? "array" : typeof value] ?? "a value");
}
