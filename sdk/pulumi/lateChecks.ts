import * as pulumi from "@pulumi/pulumi";
import { type Diagnostic, DiagnosticsError } from "../errors/diagnostics";
import { generalError } from "../errors/general";
import { detailsOf } from "./details";

/** A check of something that the program knows only while it is deployed. */
export interface LateCheck {
  value: pulumi.Input<unknown>;
  /** What is wrong with it, as if it had been known from the start. */
  check(value: unknown, isSecret: boolean): Diagnostic[];
}

/**
 * What is wrong with the values, once they are known; what a preview does not know, only an `up` can check.
 *
 * @param groups of checks: each goes by what the ones before it have found to be right.
 */
export async function lateFindings(...groups: LateCheck[][]): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const checks of groups) {
    found.push(...(await Promise.all(checks.map(findings))).flat());
    if (found.some(({ severity }) => severity === "error")) {
      break;
    }
  }
  return found;
}

async function findings({ value, check }: LateCheck): Promise<Diagnostic[]> {
  const output = detailsOf(pulumi.output(value));
  return (await output.isKnown) ? check(await output.promise(), await output.isSecret) : [];
}

/** One error for all of what was found, as for what is found at the start. */
export function lateError(component: string, found: Diagnostic[]): DiagnosticsError | undefined {
  const errors = found.filter(({ severity }) => severity === "error");
  return errors.length === 0
    ? undefined
    : new DiagnosticsError(generalError.told("component-unusable", { component }), errors);
}
