import { ComputeError } from "../errors";
import { isMocked } from "./mocks";
import { describePlace, type Place, placeText } from "./place";
import { perRun } from "./run";

/** Something of which a run can have one: a resource, a domain, a name at Fastly. */
export interface Unique {
  /** By what it is told from others. */
  keys: string[];
  /** In sentences: `KV store "cache"`. */
  what: string;
}

/** What the components of a run have, by its keys, and which component has it. */
const holders = perRun(() => new Map<string, { place: Place; what: string }>());

/**
 * Notes what a component is going to have, and gives what another one of the program has already, with that one in words.
 * Otherwise the engine, or Fastly, would refuse it when half of the program is deployed.
 */
export function takenByOthers(place: Place, things: Unique[]): { what: string; by: string }[] {
  // All unit tests of a process may well share their mocks.
  if (isMocked()) {
    return [];
  }
  const there = holders();
  return things.flatMap(({ keys, what }) => {
    const holder = keys.map((key) => there.get(key)).find((found) => found !== undefined);
    for (const key of keys.filter((key) => !there.has(key))) {
      there.set(key, { place, what });
    }
    return holder === undefined ? [] : [{ what, by: `the ${holder.what} of ${describePlace(holder.place)}` }];
  });
}

/** @throws ComputeError when the program has made a component of this name, below parents of the same types. */
export function refuseSameName(place: Place): void {
  const [twin] = takenByOthers(place, [{ keys: [`ComputeService ${placeText(place)}`], what: "ComputeService" }]);
  if (twin !== undefined) {
    throw new ComputeError(
      `There are two ComputeServices ${describePlace(place)}`,
      "Give each a name of its own: the engine tells its resources from others by it.",
    );
  }
}
