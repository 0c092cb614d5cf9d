import { Struct } from "./protobuf";
import { type PropertyMap, Secret, UNKNOWN, Unknown, type Value } from "./value";
import { isMap, mapProperties, mapValue, unwrapSecrets } from "./values";

/** The key that marks special objects, on the wire and in the state. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";

/** Stands for an unknown value on the wire. */
export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A message's properties as values. Signature objects of secrets and outputs become `Secret` and `UNKNOWN`. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  return struct === undefined ? {} : mapProperties(struct.toJavaScript() as PropertyMap, fromWire);
}

function fromWire(value: Value): Value {
  return mapValue(value, (inner) => {
    if (inner === UNKNOWN_STRING) return UNKNOWN;
    if (!isMap(inner)) return undefined;
    switch (inner[SIGNATURE]) {
      case SECRET_SIGNATURE:
        return new Secret(fromWire(inner.value ?? null));
      case OUTPUT_SIGNATURE: {
        const value = inner.value === undefined ? UNKNOWN : fromWire(inner.value);
        return inner.secret === true ? new Secret(value) : value;
      }
      default:
        return undefined;
    }
  });
}

/** The inverse of {@link fromStruct}. */
export function toStruct(map: PropertyMap): Struct {
  return Struct.fromJavaScript(mapProperties(map, toWire) as Parameters<typeof Struct.fromJavaScript>[0]);
}

/**
 * The same for a transform of the program. The program's SDK drops unknown values unless they come as outputs. As
 * outputs the transform returns them unchanged.
 */
export function toTransformStruct(map: PropertyMap): Struct {
  const unknown = { [SIGNATURE]: OUTPUT_SIGNATURE };
  const asOutput = (value: Value): Value =>
    mapValue(value, (inner) => {
      if (inner instanceof Unknown) return unknown;
      if (inner instanceof Secret) return { [SIGNATURE]: SECRET_SIGNATURE, value: asOutput(inner.value) };
      return undefined;
    });
  return Struct.fromJavaScript(mapProperties(map, asOutput) as Parameters<typeof Struct.fromJavaScript>[0]);
}

function toWire(value: Value): Value {
  return mapValue(value, (inner) => {
    if (inner instanceof Unknown) return UNKNOWN_STRING;
    if (inner instanceof Secret) return { [SIGNATURE]: SECRET_SIGNATURE, value: toWire(inner.value) };
    return undefined;
  });
}

/** Values for a provider: without secret wrappers, and with a resource's id (or URN) for a reference to it. */
export function forProvider(map: PropertyMap): PropertyMap {
  return mapProperties(unwrapSecrets(map), (value) =>
    mapValue(value, (inner) => {
      if (!isMap(inner) || inner[SIGNATURE] !== RESOURCE_SIGNATURE) return undefined;
      if (inner.id === undefined) return inner.urn ?? null;
      return inner.id === "" ? UNKNOWN : inner.id;
    }),
  );
}
