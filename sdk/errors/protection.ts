import type * as pulumi from "@pulumi/pulumi";
import { ComputeError } from ".";

/** With what a component inherits from its parent; the SDK has no public way to ask. */
export function isProtected(component: pulumi.ComponentResource): boolean {
  return (component as unknown as { __protect?: boolean }).__protect === true;
}

/** What the engine demands besides, to replace or forget what is protected; nothing for any other remedy. */
export function besidesProtection(component: pulumi.ComponentResource, remedy: string): string {
  const [, how] = /pulumi (up --replace|refresh --target|state delete)\b/.exec(remedy) ?? [];
  if (how === undefined || !isProtected(component)) {
    return "";
  }
  const force = how === "state delete" ? ", and pulumi state delete the option --force" : "";
  return `\nIt is protected: give the component { protect: false } until that is done${force}.`;
}

/** The error, with a remedy that works for a protected component as well. */
export function evenProtected(component: pulumi.ComponentResource, error: unknown): unknown {
  const besides = error instanceof ComputeError ? besidesProtection(component, error.remedy) : "";
  return besides === ""
    ? error
    : new ComputeError((error as ComputeError).problem, (error as ComputeError).remedy + besides);
}
