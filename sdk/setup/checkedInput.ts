import * as pulumi from "@pulumi/pulumi";
import type { Explanation } from "../errors/explanation";
import { failedAlready } from "../pulumi/failure";
import { setupError } from "./errors";
import { isPlain } from "./inputs";
import type { Report, ValueKind } from "./report";

/** A problem with a value, and its remedy. */
export type Problem = Explanation & { severity?: "error" | "warning" };

type ProblemOf<T> = (value: T, shown: string) => Problem | undefined;

/**
 * Checks a value of an argument: at once when the program knows it, otherwise when it is known, before anything is
 * made. The words of a problem are the same, but they do not quote a secret.
 *
 * @param problemOf gives the problem of the value. It quotes the value as `shown`.
 * @returns the value. A wrong value that is known now is undefined. A wrong value that is known later never resolves.
 */
export function checkedInput<T>(
  value: pulumi.Input<T>,
  problemOf: ProblemOf<T>,
  path: string[],
  report: Report,
): pulumi.Input<T> {
  inspect<T>(value, (known, shown) => (known === undefined ? undefined : problemOf(known, shown)), path, report);
  if (isPlain(value)) {
    return value;
  }
  return (pulumi.output(value) as unknown as pulumi.Output<T>).apply(async (known) => {
    if (known === undefined) {
      return failedAlready("The value is missing");
    }
    const problem = problemOf(known, "a secret");
    return problem === undefined || problem.severity === "warning"
      ? known
      : failedAlready(`${problem.problem}\n${problem.remedy}`);
  });
}

/** Checks a value that may turn out to be undefined. */
export function inspect<T>(value: pulumi.Input<T>, problemOf: ProblemOf<T>, path: string[], report: Report): void {
  const check = (known: T, isSecret: boolean, to: Report) => {
    const problem = problemOf(known, isSecret ? "a secret" : JSON.stringify(known));
    if (problem !== undefined) {
      to[problem.severity ?? "error"](path, problem);
    }
  };
  if (isPlain(value)) {
    check(value, false, report);
  } else {
    report.later(value, (known, isSecret, to) => check(known as T, isSecret, to));
  }
}

/**
 * Reports a missing value, now or once that is known, with the command that sets it.
 *
 * @param isEmptyMissing whether an empty text counts as missing.
 * @returns false when the value is known to be missing.
 */
export function requiredInput<T>(
  value: pulumi.Input<T | undefined>,
  { what, lacks, config, kind }: { what: string; lacks: string; config: string[]; kind: ValueKind },
  path: string[],
  report: Report,
  isEmptyMissing = true,
): value is pulumi.Input<T> {
  const isMissing = (known: T | undefined) => known === undefined || known === null || (isEmptyMissing && known === "");
  const explanation = setupError.explain("value-missing", { what, lacks, how: report.howToSet(config, kind) });
  inspect(value, (known) => (isMissing(known) ? explanation : undefined), path, report);
  return !isPlain(value) || !isMissing(value);
}
