import * as pulumi from "@pulumi/pulumi";
import { detailsOf } from "./details";

/** The inputs of a hook as plain values. Secrets come to hooks as outputs. Unknown values stay unknown. */
export async function plain(inputs: Record<string, unknown> | undefined): Promise<Record<string, unknown>> {
  if (isKnown(inputs)) {
    return unwrapped(inputs ?? {});
  }
  const known = await detailsOf<unknown>(pulumi.output(inputs ?? {})).promise(true);
  return unwrapped(known as Record<string, unknown>);
}

/**
 * Whether there is nothing to wait for. This saves time: the SDK makes some outputs for each of thousands of values.
 */
function isKnown(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.every(isKnown);
  }
  if (typeof value === "object" && value !== null) {
    return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isKnown);
  }
  return typeof value !== "function";
}

/**
 * The value with secrets unwrapped. A property of the provider may be a secret and have secrets inside, as `backends`
 * with their keys. Newer engines send such a value wrapped twice, and the SDK removes only one wrapping.
 */
export function unwrapped<T>(value: T): T {
  if (pulumi.runtime.isRpcSecret(value)) {
    return unwrapped(pulumi.runtime.unwrapRpcSecret(value) as T);
  }
  if (Array.isArray(value)) {
    return value.map(unwrapped) as T;
  }
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).map(([key, inner]) => [key, unwrapped(inner), inner]);
    // Returns the same object when nothing was secret: there may be thousands of values.
    return entries.every(([, known, inner]) => known === inner) ? value : (Object.fromEntries(entries) as T);
  }
  return value;
}
