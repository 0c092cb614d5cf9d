import type * as pulumi from "@pulumi/pulumi";

/**
 * The URN of a component. As an output it would make those who wait for it wait for all children of the component, and a
 * child so for itself.
 */
export function urnOf(component: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => component.urn.apply(resolve));
}
