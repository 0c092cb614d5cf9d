import type * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../../errors";
import { resourceHook } from "../../pulumi/hooks";
import { isMocked } from "../../pulumi/mocks";
import type { Report } from "../report";
import type { KvStoreArgs } from "./args";
import { isLinked } from "./store";

const LOCATIONS = ["US", "EU", "ASIA", "AUS"];

export function checkLocation(name: string, path: string[], given: KvStoreArgs, report: Report): void {
  const { location } = given;
  if (location !== undefined && !LOCATIONS.includes(location)) {
    const message = `Expected [location] of the KV store "${name}" to be one of ${LOCATIONS.join(", ")} but got "${location}"`;
    report.error(path, message, "Correct it, or leave it out for Fastly's choice.");
  }
  if (location !== undefined && isLinked(given)) {
    report.error(
      path,
      `The KV store "${name}" is given [location], but it is where it was made`,
      "Leave [location] out, or leave out [existingId] and [existingName] to have a new store.",
    );
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
        throw new ComputeError(
          `The location of the KV store "${store}" cannot be changed (${before ?? "Fastly's choice"} to ${after ?? "Fastly's choice"})`,
          "Restore [location], or make a store of another name and copy the data.",
        );
      }
    },
    { onDryRun: true },
  );
  return { beforeUpdate: [hook] };
}
