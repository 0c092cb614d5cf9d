import * as pulumi from "@pulumi/pulumi";
import { detailsOf } from "./details";

/** What a hook is given as plain values: secrets come to hooks as outputs, and what is unknown stays unknown. */
export async function plain(inputs: Record<string, unknown> | undefined): Promise<Record<string, unknown>> {
  if (isKnown(inputs)) {
    return unwrapped(inputs ?? {});
  }
  const known = await detailsOf<unknown>(pulumi.output(inputs ?? {})).promise(true);
  return unwrapped(known as Record<string, unknown>);
}

/** Whether there is nothing to wait for. The SDK makes some outputs for each of thousands of values. */
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
 * The value with what was a secret in it. A property of the provider may be a secret and have secrets inside, as
 * `backends` with their keys. Newer engines send it wrapped twice, and the SDK takes off one of the wrappings.
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
    // There may be thousands, of which none was a secret.
    return entries.every(([, known, inner]) => known === inner) ? value : (Object.fromEntries(entries) as T);
  }
  return value;
}
