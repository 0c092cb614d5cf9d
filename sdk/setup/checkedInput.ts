import * as pulumi from "@pulumi/pulumi";
import type { Told } from "../errors/told";
import { failedAlready } from "../pulumi/failure";
import { setupError } from "./errors";
import { isPlain } from "./inputs";
import type { Report, ValueKind } from "./report";

/** What is wrong with a value, and what to do about it. */
export type Problem = Told & { severity?: "error" | "warning" };

type ProblemOf<T> = (value: T, shown: string) => Problem | undefined;

/**
 * Checks a value of an argument: at once when the program knows it, otherwise when it comes, before anything is made.
 * What is wrong is told in the same words, but for a secret, which they do not quote.
 *
 * @param problemOf of the value, which is quoted as `shown`.
 * @returns the value; one that comes later never does when it is wrong, or undefined.
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
      return failedAlready("It is missing");
    }
    const problem = problemOf(known, "a secret");
    return problem === undefined || problem.severity === "warning"
      ? known
      : failedAlready(`${problem.problem}\n${problem.remedy}`);
  });
}

/** Checks a value that may be undefined in the end. */
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
 * Reports a value that is missing, now or when it turns out to be, with the command that gives it.
 *
 * @param isEmptyMissing whether an empty text is no value.
 * @returns false when it is known to be.
 */
export function requiredInput<T>(
  value: pulumi.Input<T | undefined>,
  { what, lacks, config, kind }: { what: string; lacks: string; config: string[]; kind: ValueKind },
  path: string[],
  report: Report,
  isEmptyMissing = true,
): value is pulumi.Input<T> {
  const isMissing = (known: T | undefined) => known === undefined || known === null || (isEmptyMissing && known === "");
  const told = setupError.told("value-missing", { what, lacks, command: report.command(config, kind) });
  inspect(value, (known) => (isMissing(known) ? told : undefined), path, report);
  return !isPlain(value) || !isMissing(value);
}
