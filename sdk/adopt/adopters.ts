import { runtime } from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import { isMocked } from "../mocks";

/** Which component adopts each service, by the run. */
const adopters = new WeakMap<object, Map<string, string>>();

/**
 * Refuses a second component of a program that adopts a service: each would undo what the other has done, and who then
 * removes one of them deletes the service under the other.
 */
export function refuseSecondAdopter(component: string, id: string, file: string): void {
  const run = runtime.getMonitor();
  // All unit tests of a process may well share their mocks.
  if (run === undefined || isMocked()) {
    return;
  }
  const ofRun = adopters.get(run) ?? new Map<string, string>();
  adopters.set(run, ofRun);
  const first = ofRun.get(id);
  if (first !== undefined) {
    throw new ComputeError(
      `ComputeService "${component}" cannot adopt ${id} of ${file}: "${first}" of this program adopts it already`,
      "A service belongs to one component: give this one another directory or [environment], or remove it.",
    );
  }
  ofRun.set(id, component);
}
