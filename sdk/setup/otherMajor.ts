import { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
import { setupError } from "./errors";
import type { Report } from "./report";

/** Reports an argument that only one major version of the Fastly provider has, when the other version is installed. */
export function checkMajor(
  argument: string[],
  given: unknown,
  needed: ProviderMajor,
  report: Report,
  major: ProviderMajor = providerMajor(),
): void {
  if (given === undefined || major === needed) {
    return;
  }
  const facts = { argument: argument.join("."), needed, installed: major };
  report.error(argument, setupError.explain("version-of-provider", facts));
}
