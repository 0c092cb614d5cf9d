import { ComputeError } from "../errors";
import { isMocked } from "../pulumi/mocks";
import { perRun } from "../pulumi/run";

/** The components of a program, and which of them adopts each service. */
const ofRun = perRun(() => ({ names: [] as string[], adopters: new Map<string, string>() }));

/**
 * Notes a component of the program.
 *
 * @returns whether the program has declared another component of this name by the time of the call.
 */
export function noteComponent(component: string): (name: string) => boolean {
  const { names } = ofRun();
  names.push(component);
  return (name) => names.filter((each) => each === name).length > (name === component ? 1 : 0);
}

/**
 * Refuses a second component of a program that adopts a service: each would undo what the other has done, and who then
 * removes one of them deletes the service under the other.
 */
export function refuseSecondAdopter(component: string, id: string, file: string): void {
  // All unit tests of a process may well share their mocks.
  if (isMocked()) {
    return;
  }
  const { adopters } = ofRun();
  const first = adopters.get(id);
  if (first !== undefined) {
    throw new ComputeError(
      `ComputeService "${component}" cannot adopt ${id} of ${file}: "${first}" of this program adopts it already`,
      "A service belongs to one component: give this one another directory or [environment], or remove it.",
    );
  }
  adopters.set(id, component);
}
