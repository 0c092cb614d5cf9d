import { type Diagnostic, diagnostic, throwErrors } from "../errors/diagnostics";
import type { Explanation } from "../errors/explanation";
import { generalError } from "../errors/general";
import { likelyKey } from "../manifest/nearMiss";
import type { LateCheck } from "../pulumi/lateChecks";
import { isPlain } from "../setup/inputs";
import { planError } from "./errors";
import { packageSchema, referenced, type Schema, type TypeSpec } from "./schema";

type Properties = Record<string, TypeSpec>;

/**
 * Checks arguments that no compiler has checked, such as those of a program in JavaScript: names, types and choices.
 *
 * @param remedy what to do about a value of the wrong type.
 * @param required the required arguments.
 * @returns the same checks for values that are outputs.
 * @throws ComputeError that lists every problem.
 */
export function checkArguments(
  component: string,
  args: unknown,
  type: string,
  remedy?: string,
  required: readonly string[] = [],
): LateCheck[] {
  const properties = packageSchema().resources[type]?.inputProperties ?? {};
  const checker = new Checker(properties, remedy);
  if (typeof component !== "string") {
    checker.report(planError.explain("name-not-text", { got: describe(component) }));
  } else if (args === undefined || isRecord(args)) {
    checker.members((args ?? {}) as object, properties, "", required);
  } else {
    checker.report(planError.explain("arguments-not-object", { got: describe(args), fix: remedy }));
  }
  const kind = type.split(":").at(-1);
  const known = typeof component === "string" ? { component, kind } : { kind };
  throwErrors(() => generalError.explain("component-unusable", known), checker.problems);
  return checker.late;
}

class Checker {
  readonly problems: Diagnostic[] = [];
  readonly late: LateCheck[] = [];

  constructor(
    private readonly all: Properties,
    private readonly remedy: string | undefined,
  ) {}

  members(value: object, properties: Properties, path: string, required: readonly string[] = []): void {
    for (const key of required) {
      this.given((value as Record<string, unknown>)[key], path + key);
    }
    for (const [key, member] of Object.entries(value)) {
      const spec = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (spec !== undefined) {
        this.member(member, spec, path + key);
      } else if (member !== undefined) {
        this.unknown(key, Object.keys(properties), path);
      }
    }
  }

  report(explanation: Explanation): void {
    this.problems.push(diagnostic("error", explanation));
  }

  private unknown(key: string, known: string[], path: string): void {
    const likely = likelyKey(key, known);
    const facts = { path: `${path}${key}`, likely: likely && `${path}${likely}`, known };
    this.report(planError.explain("argument-unread", facts));
  }

  /** Checks known values now, and the others later. */
  private whenKnown(value: unknown, check: (checker: Checker, known: unknown) => void): void {
    if (isPlain(value)) {
      check(this, value);
      return;
    }
    this.late.push({
      value,
      check: (known) => {
        const checker = new Checker(this.all, this.remedy);
        check(checker, known);
        return checker.problems;
      },
    });
  }

  private given(value: unknown, path: string): void {
    this.whenKnown(value, (checker, known) => {
      if (known === undefined || known === "") {
        checker.report(planError.explain("argument-missing", { path }));
      }
    });
  }

  private member(value: unknown, spec: TypeSpec, path: string): void {
    if (spec.plain && !isPlain(value)) {
      // The value of an output, and whether it is secret, is known too late to decide which resources exist.
      this.report(planError.explain("argument-not-plain", { path, wanted: wantedOf(spec), fix: this.remedy }));
    } else {
      this.whenKnown(value, (checker, known) => checker.value(known, spec, path));
    }
  }

  private value(value: unknown, spec: TypeSpec, path: string): void {
    if (value === undefined) {
      return;
    }
    const own = referenced(packageSchema(), spec);
    const choices = choicesOf(spec);
    const type = own ? "object" : spec.type;
    if (choices ? !choices.includes(value as string) : type !== undefined && !matches(value, type)) {
      const isShown = SHOWN.includes(typeof value) && !mayHoldSecret(path, this.all, packageSchema());
      const got = isShown ? JSON.stringify(value) : describe(value);
      const facts = { path, wanted: wantedOf(spec), got, fix: this.remedy };
      this.report(planError.explain("argument-wrong-type", facts));
    } else if (own?.properties !== undefined) {
      this.members(value as object, own.properties, `${path}.`, own.required);
    } else if (spec.additionalProperties ?? spec.items) {
      const members = (spec.additionalProperties ?? spec.items) as TypeSpec;
      const place = (key: string) => (spec.items ? `${path}[${key}]` : `${path}.${key}`);
      for (const [key, member] of Object.entries(value as object)) {
        // A list cannot leave out a member.
        this.member(spec.items && member === undefined ? null : member, members, place(key));
      }
    }
  }
}

function choicesOf(spec: TypeSpec): string[] | undefined {
  return referenced(packageSchema(), spec)?.enum?.map((choice) => choice.value);
}

function wantedOf(spec: TypeSpec): string {
  const choices = choicesOf(spec);
  return choices ? `one of ${choices.join(", ")}` : (NAMES[spec.$ref ? "object" : (spec.type ?? "")] ?? "a value");
}

/**
 * Whether a secret may be at this place, or may have been put there by mistake. Each place that may be an output may
 * have a secret. So may everything beside it in the same argument, and the variables of a build.
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

function matches(value: unknown, type: string): boolean {
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

/**
 * Whether the value is an object with members. Lists, dates, maps and the like are not: their members mean nothing
 * here.
 */
function isRecord(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** The types whose values are shown as JSON. */
const SHOWN = ["string", "number", "boolean"];

function describe(value: unknown): string {
  if (value === null) {
    return "null";
  }
  return typeof value === "boolean" ? "a boolean" : (NAMES[Array.isArray(value) ? "array" : typeof value] ?? "a value");
}
