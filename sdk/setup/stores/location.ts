import type * as pulumi from "@pulumi/pulumi";
import { resourceHook } from "../../pulumi/hooks";
import { isMocked } from "../../pulumi/mocks";
import type { Report } from "../report";
import type { KvStoreArgs } from "./args";
import { storeError } from "./errors";
import { isLinked } from "./store";

const LOCATIONS = ["US", "EU", "ASIA", "AUS"];

export function checkLocation(name: string, path: string[], given: KvStoreArgs, report: Report): void {
  const { location } = given;
  if (location !== undefined && !LOCATIONS.includes(location)) {
    report.error(path, storeError.told("location-unknown", { name, known: LOCATIONS, location }));
  }
  if (location !== undefined && isLinked(given)) {
    report.error(path, storeError.told("location-of-linked-store", { name }));
  }
}

/** A hook that refuses another location: the provider takes it, reports success, and leaves the store where it is. */
export function refuseToMove(resource: string, store: string): pulumi.ResourceHookBinding | undefined {
  if (isMocked()) {
    return undefined;
  }
  const hook = resourceHook(
    `${resource}-location`,
    ({ newInputs, oldInputs }) => {
      const [before, after] = [oldInputs, newInputs].map((inputs) => (inputs as KvStoreArgs | undefined)?.location);
      if (before !== after) {
        throw storeError("location-changed", { store, before, after });
      }
    },
    { onDryRun: true },
  );
  return { beforeUpdate: [hook] };
}
