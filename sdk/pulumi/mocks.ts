import * as pulumi from "@pulumi/pulumi";

/**
 * Whether the program runs under `pulumi.runtime.setMocks`. The SDK's mock monitor says that it supports resource
 * hooks, but has no `registerResourceHook`. So a bound hook would make every unit test of a user fail.
 */
export function isMocked(): boolean {
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResourceHook?: unknown } | undefined;
  return monitor !== undefined && typeof monitor.registerResourceHook !== "function";
}
