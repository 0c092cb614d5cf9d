import { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
import type { Report } from "./report";

/** Reports an argument that is given and that only one major version of the Fastly provider takes, when the other is installed. */
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
  const remedy =
    needed > major
      ? `Run: npm install @pulumi/fastly@${needed}\n  or leave it out.`
      : "Leave it out: the newer version has no such setting.";
  report.error(
    argument,
    `[${argument.join(".")}] needs version ${needed} of @pulumi/fastly, and ${major} is installed`,
    remedy,
  );
}
