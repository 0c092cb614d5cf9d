import type { PropertyMap, Value } from "../../engine/value";
import type { Context } from "../bridge/resource";
import type { Field } from "../bridge/schema";

/** Where a block's requests go. */
export interface Place extends Context {
  serviceId: string;
  version: number;
}

/** How one kind of block inside a service is written and read. Elements have a `name`, by which they are matched. */
export interface Block {
  readonly field: Field;
  create(element: PropertyMap, place: Place): Promise<void>;
  /** `modified` has the properties that differ, with their new values. */
  update(element: PropertyMap, modified: PropertyMap, place: Place): Promise<void>;
  delete(element: PropertyMap, place: Place): Promise<void>;
  /** What the API has; undefined leaves the state as it is. `local` are the elements in the state. */
  read(local: readonly PropertyMap[], place: Place): Promise<Value | undefined>;
}

export function versionPath(place: Place, ...rest: (string | number)[]): (string | number)[] {
  return ["service", place.serviceId, "version", place.version, ...rest];
}
