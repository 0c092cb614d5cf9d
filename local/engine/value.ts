import { inspect } from "node:util";

/**
 * Property values of the local engine and its providers: JSON, and the two things that JSON lacks. The edge converts
 * them to the gRPC form (Pulumi's signature objects) and to the form of the state file.
 */
export type Value = null | boolean | number | string | Value[] | PropertyMap | Secret | Unknown;

export interface PropertyMap {
  [key: string]: Value;
}

/** A value that must never be shown: `[secret]` in output, in JSON and in logs, encrypted in the state. */
export class Secret {
  constructor(readonly value: Value) {}

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** A value that is only known after `up` has made its resource. The only instance is `UNKNOWN`. */
export class Unknown {
  readonly unknown = true;
}
export const UNKNOWN = new Unknown();
