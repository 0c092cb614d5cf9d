import { SECRET_SIGNATURE, SIGNATURE, UNKNOWN_STRING } from "../engine/marshal";
import { type PropertyMap, Secret, UNKNOWN, type Value } from "../engine/value";

/**
 * A value as the real engine writes it in its events and its exported state. In events the content of a secret is
 * left out, in a state exported with `--show-secrets` it is there as JSON.
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
