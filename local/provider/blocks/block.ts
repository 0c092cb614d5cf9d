import type { PropertyMap, Value } from "../../engine/value";
import type { Context } from "../bridge/resource";
import type { Field } from "../bridge/schema";

/** The target of a block's requests. */
export interface Place extends Context {
  serviceId: string;
  version: number;
}

/** How one kind of block in a service is written and read. Elements are matched by their `name`. */
export interface Block {
  readonly field: Field;
  create(element: PropertyMap, place: Place): Promise<void>;
  /** `modified` has the properties that differ, with their new values. */
  update(element: PropertyMap, modified: PropertyMap, place: Place): Promise<void>;
  delete(element: PropertyMap, place: Place): Promise<void>;
  /** The API's value. Undefined leaves the state unchanged. `local` are the elements in the state. */
  read(local: readonly PropertyMap[], place: Place): Promise<Value | undefined>;
}

export function versionPath(place: Place, ...rest: (string | number)[]): (string | number)[] {
  return ["service", place.serviceId, "version", place.version, ...rest];
}
