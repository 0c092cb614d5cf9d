import * as pulumi from "@pulumi/pulumi";
import { type Diagnostic, DiagnosticsError } from "../errors/diagnostics";
import { generalError } from "../errors/general";
import { detailsOf } from "./details";

/** A check of a value that the program knows only during the deployment. */
export interface LateCheck {
  value: pulumi.Input<unknown>;
  /** The problems of the value, in the same words as for a value that is known from the start. */
  check(value: unknown, isSecret: boolean): Diagnostic[];
}

/**
 * The problems of the values once they are known. A value that a preview does not know is only checked by an `up`.
 *
 * @param groups groups of checks: each relies on the checks before it.
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

/** One error for all findings, as for findings at the start. */
export function lateError(component: string, found: Diagnostic[]): DiagnosticsError | undefined {
  const errors = found.filter(({ severity }) => severity === "error");
  return errors.length === 0
    ? undefined
    : new DiagnosticsError(generalError.explain("component-unusable", { component }), errors);
}
