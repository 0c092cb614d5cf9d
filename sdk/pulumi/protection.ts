import type * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import type { Effect } from "../errors/explanation";
import { innerOf } from "./internals";

/** Whether the component is protected, by itself or by its parent. */
export function isProtected(component: pulumi.ComponentResource): boolean {
  return innerOf(component).__protect === true;
}

/** What the engine demands in addition to do this to a protected resource. Undefined when it demands nothing. */
export function protectionRemedy(component: pulumi.ComponentResource, effect: Effect | undefined): string | undefined {
  return effect === undefined || !isProtected(component) ? undefined : unprotectFirst(effect);
}

/** What the engine demands in addition to do this to a resource that is protected. */
export function unprotectFirst(effect: Effect): string {
  const force = effect === "forget" ? ", and pass --force to pulumi state delete" : "";
  return `The component is protected: give it { protect: false } until this is done${force}.`;
}

/** The error, with a remedy that also works for a protected component. */
export function withProtectionRemedy(component: pulumi.ComponentResource, error: unknown): unknown {
  const besides = error instanceof ComputeError ? protectionRemedy(component, error.effect) : undefined;
  return besides === undefined ? error : (error as ComputeError).and(besides);
}
