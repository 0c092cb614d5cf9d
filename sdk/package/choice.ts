import type { PackageArgs } from "./args";

/** The keys of [package] that name a package. None when the package is built. */
export function chosenBy(choice: PackageArgs = {}): string[] {
  return (["path", "fromVersion", "fromHash"] as const).filter((key) => choice[key] !== undefined);
}
