import * as pulumi from "@pulumi/pulumi";

/**
 * Whether the program runs under `pulumi.runtime.setMocks`. The SDK's mock monitor says that it supports resource hooks
 * but has no `registerResourceHook`: a bound hook makes every user's unit test fail.
 */
export function isMocked(): boolean {
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResourceHook?: unknown } | undefined;
  return monitor !== undefined && typeof monitor.registerResourceHook !== "function";
}
