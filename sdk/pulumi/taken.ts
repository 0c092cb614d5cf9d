import { isMocked } from "./mocks";
import { describePlace, type Place, placeText } from "./place";
import { program } from "./program";

/** A thing that must be unique in a run: a resource, a domain, or a name at Fastly. */
export interface Unique {
  /** The keys that identify it. */
  keys: string[];
  /** Its name in sentences: `KV store "cache"`. */
  what: string;
}

/**
 * Notes the things of a component. Returns those that another component of the program already has, with that component
 * in words. Otherwise the engine or Fastly would refuse them when half of the program is deployed.
 */
export function takenByOthers(place: Place, things: Unique[]): { what: string; by: string }[] {
  // All unit tests of a process may share their mocks.
  if (isMocked()) {
    return [];
  }
  const there = program().taken;
  return things.flatMap(({ keys, what }) => {
    const holder = keys.map((key) => there.get(key)).find((found) => found !== undefined);
    for (const key of keys.filter((key) => !there.has(key))) {
      there.set(key, { place, what });
    }
    return holder === undefined ? [] : [{ what, by: `the ${holder.what} of ${describePlace(holder.place)}` }];
  });
}

/** Whether the program has another component of this name, below parents of the same types. */
export function hasTwin(place: Place): boolean {
  return takenByOthers(place, [{ keys: [`ComputeService ${placeText(place)}`], what: "ComputeService" }]).length > 0;
}

/**
 * Notes a component of the program.
 *
 * @returns a function: whether the program has declared a component of a name by the time of the call.
 */
export function noteComponent(component: string): (name: string) => boolean {
  const { components } = program();
  components.push(component);
  return (name) => components.filter((each) => each === name).length > (name === component ? 1 : 0);
}

/** Notes that a component adopts a service. Returns the component of the program that already does. */
export function otherAdopter(component: string, id: string): string | undefined {
  // All unit tests of a process may share their mocks.
  if (isMocked()) {
    return undefined;
  }
  const { adopters } = program();
  const first = adopters.get(id);
  if (first === undefined) {
    adopters.set(id, component);
  }
  return first;
}
