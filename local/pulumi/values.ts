import { SECRET_SIGNATURE, SIGNATURE, UNKNOWN_STRING } from "../engine/marshal";
import { type PropertyMap, Secret, UNKNOWN, type Value } from "../engine/value";

/**
 * Converts a value from the real engine's events and exported state. In events a secret has no content. In a state
 * exported with `--show-secrets` it has its content as JSON.
 */
export function fromJson(json: unknown): Value {
  if (json === UNKNOWN_STRING) {
    return UNKNOWN;
  }
  if (Array.isArray(json)) {
    return json.map(fromJson);
  }
  if (typeof json !== "object" || json === null) {
    return (json ?? null) as Value;
  }
  const fields = json as Record<string, unknown>;
  if (fields[SIGNATURE] === SECRET_SIGNATURE) {
    return new Secret(typeof fields.plaintext === "string" ? fromJson(JSON.parse(fields.plaintext)) : "[secret]");
  }
  return fromJsonMap(fields);
}

export function fromJsonMap(json: Record<string, unknown> | undefined): PropertyMap {
  return Object.fromEntries(Object.entries(json ?? {}).map(([key, value]) => [key, fromJson(value)]));
}
