import * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import { isPlain } from "./inputs";
import type { Report } from "./report";

/** What is wrong with a text, and what to do about it. */
export type Problem = [message: string, remedy: string];

/**
 * The value, checked: at once when the program knows it, so that it is reported with everything else, otherwise when it
 * comes, which then fails what waits for it.
 */
export function checkedInput(
  value: pulumi.Input<string>,
  problemOf: (text: string) => Problem | undefined,
  path: string[],
  report: Report,
): pulumi.Input<string> {
  if (isPlain(value)) {
    const problem = problemOf(value);
    if (problem !== undefined) {
      report.error(path, ...problem);
    }
    return value;
  }
  return pulumi.output(value).apply((text) => {
    const problem = problemOf(text);
    if (problem !== undefined) {
      throw new ComputeError(...problem);
    }
    return text;
  });
}
