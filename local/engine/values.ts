import { type PropertyMap, Secret, Unknown, type Value } from "./value";

export function isMap(value: Value | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown)
  );
}

/** Whether `test` holds for the value or for anything inside it, including secrets. */
function some(value: Value, test: (value: Value) => boolean): boolean {
  if (test(value)) return true;
  if (value instanceof Secret) return some(value.value, test);
  if (Array.isArray(value)) return value.some((element) => some(element, test));
  return isMap(value) && Object.values(value).some((element) => some(element, test));
}

export function containsSecret(value: Value): boolean {
  return some(value, (inner) => inner instanceof Secret);
}

export function containsUnknown(value: Value): boolean {
  return some(value, (inner) => inner instanceof Unknown);
}

/** Applies `change` to every value inside `value`, outermost first. Its results are not searched again. */
export function mapValue(value: Value, change: (value: Value) => Value | undefined): Value {
  const changed = change(value);
  if (changed !== undefined) return changed;
  if (value instanceof Secret) return new Secret(mapValue(value.value, change));
  if (Array.isArray(value)) return value.map((element) => mapValue(element, change));
  return isMap(value) ? mapProperties(value, (element) => mapValue(element, change)) : value;
}

export function mapProperties(map: PropertyMap, change: (value: Value) => Value): PropertyMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function plain(value: Value): Value {
  return mapValue(value, (inner) => (inner instanceof Secret ? plain(inner.value) : undefined));
}

/** A copy without `Secret` wrappers. */
export function unwrapSecrets(map: PropertyMap): PropertyMap {
  return mapProperties(map, plain);
}

/** Deep equality. A secret equals only a secret with the same value, whatever is marked inside. */
export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a instanceof Secret || b instanceof Secret) {
    return a instanceof Secret && b instanceof Secret && equal(plain(a.value), plain(b.value));
  }
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((element, index) => equal(element, b[index]));
  }
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/**
 * Marks as secret in `outs` what is secret in `ins` under the same name. Objects are compared key by key. An array with
 * a secret inside makes the whole output secret: providers treat arrays as sets and may reorder them. Secrets inside
 * such an array also keep their own marks, where their places are certain.
 */
export function annotateSecrets(outs: PropertyMap, ins: PropertyMap): PropertyMap {
  const annotated = { ...outs };
  for (const [key, input] of Object.entries(ins)) {
    const output = annotated[key];
    if (output === undefined || output instanceof Secret) continue;
    if (isMap(output) && isMap(input)) annotated[key] = annotateSecrets(output, input);
    else if (containsSecret(input)) annotated[key] = new Secret(withLeaves(output, input) ?? plain(output));
  }
  return annotated;
}

/**
 * `output` with each secret of `input` marked at the same place. Undefined unless both are equal there, apart from what
 * the provider has added. Also undefined when the input is secret as a whole.
 */
function withLeaves(output: Value, input: Value): Value | undefined {
  if (input instanceof Secret) return undefined;
  if (Array.isArray(input)) {
    if (!Array.isArray(output) || output.length !== input.length) return undefined;
    const marked = output.map((element, index) => marks(element, input[index] ?? null));
    return marked.some((element) => element === undefined) ? undefined : (marked as Value[]);
  }
  if (!isMap(input)) return equal(plain(output), plain(input)) ? plain(output) : undefined;
  if (!isMap(output)) return undefined;
  const marked: PropertyMap = {};
  for (const [key, value] of Object.entries(output)) {
    const own = Object.hasOwn(input, key) ? marks(value, input[key] ?? null) : plain(value);
    if (own === undefined) return undefined;
    marked[key] = own;
  }
  return Object.keys(input).every((key) => Object.hasOwn(output, key) || !containsSecret(input[key] ?? null))
    ? marked
    : undefined;
}

function marks(output: Value, input: Value): Value | undefined {
  if (!(input instanceof Secret)) return withLeaves(output, input);
  return equal(plain(output), plain(input)) ? new Secret(plain(output)) : undefined;
}

/** Marks the named top-level properties as secret. */
export function withSecretProperties(map: PropertyMap, names: readonly string[]): PropertyMap {
  const marked = { ...map };
  for (const name of names) {
    const value = marked[name];
    if (value !== undefined && !(value instanceof Secret)) marked[name] = new Secret(plain(value));
  }
  return marked;
}
