import { inspect } from "node:util";

/**
 * Property values as the local engine and its providers hold them: JSON plus the two things that JSON lacks.
 * The gRPC form (Pulumi's signature objects) and the state-file form are made from these at the edge.
 */
export type Value = null | boolean | number | string | Value[] | PropertyMap | Secret | Unknown;

export interface PropertyMap {
  [key: string]: Value;
}

/** A value that must never be shown: `[secret]` in output, in JSON and in logs, encrypted in state. */
export class Secret {
  constructor(readonly value: Value) {}

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** A value that is only known after `up` has made the resource it comes from. There is one: `UNKNOWN`. */
export class Unknown {
  readonly unknown = true;
}
export const UNKNOWN = new Unknown();
