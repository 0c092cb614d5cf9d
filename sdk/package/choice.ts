import type { PackageArgs } from "./args";
import { packageError } from "./errors";

/** The keys of [package] that name a package; none where it is built. */
export function chosenBy(choice: PackageArgs = {}): string[] {
  return (["path", "fromVersion", "fromHash"] as const).filter((key) => choice[key] !== undefined);
}

/** @throws ComputeError when [package] names more than one package. */
export function checkPackageChoice(component: string, choice: PackageArgs | undefined): void {
  const given = chosenBy(choice);
  if (given.length > 1) {
    throw packageError("package-choice", { component, keys: given });
  }
}
