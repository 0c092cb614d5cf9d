import * as pulumi from "@pulumi/pulumi";
import { Report } from "../../sdk/setup/report";

/**
 * A report for the component `edge`, and its messages: `severity: message [code]` and the remedy, as two lines each.
 */
export function makeReport(): { report: Report; said(): string[] } {
  const report = new Report("edge", { where: () => ({ file: "fastly.toml" }), raw: {} });
  return {
    report,
    said: () =>
      report.diagnostics.flatMap(({ severity, code, message, remedy }) => [
        `${severity}: ${message} [${code}]`,
        ...remedy.split("\n  "),
      ]),
  };
}

/** The value of an input, and whether it is a secret. */
export async function revealed(input: unknown): Promise<{ value: unknown; secret: boolean }> {
  if (!pulumi.Output.isInstance(input)) {
    return { value: input, secret: false };
  }
  const value = await new Promise((resolve) => input.apply(resolve));
  return { value, secret: await pulumi.isSecret(input) };
}
