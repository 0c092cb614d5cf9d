import { ComputeError } from "../errors";
import type { PackageArgs } from "./args";

/** @throws ComputeError when [package] names more than one package. */
export function checkPackageChoice(component: string, choice: PackageArgs = {}): void {
  const given = (["path", "fromVersion", "fromHash"] as const).filter((key) => choice[key] !== undefined);
  if (given.length > 1) {
    throw new ComputeError(
      `ComputeService "${component}": [package] has ${given.join(" and ")}, which each say which package to deploy`,
      "Keep one of them.",
    );
  }
}
