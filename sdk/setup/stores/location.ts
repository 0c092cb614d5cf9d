import type { ComputeError } from "../../errors";
import type { Report } from "../report";
import type { KvStoreArgs } from "./args";
import { storeError } from "./errors";
import { isLinked } from "./store";

const LOCATIONS = ["US", "EU", "ASIA", "AUS"];

export function checkLocation(name: string, path: string[], given: KvStoreArgs, report: Report): void {
  const { location } = given;
  if (location !== undefined && !LOCATIONS.includes(location)) {
    report.error(path, storeError.explain("location-unknown", { name, known: LOCATIONS, location }));
  }
  if (location !== undefined && isLinked(given)) {
    report.error(path, storeError.explain("location-of-linked-store", { name }));
  }
}

/** The provider accepts another location, reports success, and leaves the store where it is. */
export function refuseToMove(
  { name: store }: { name: string },
  { location: before }: { location?: string },
  { location: after }: { location?: string },
): ComputeError | undefined {
  return before === after ? undefined : storeError("location-changed", { store, before, after });
}
