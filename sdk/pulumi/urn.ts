import type * as pulumi from "@pulumi/pulumi";

/**
 * The URN of a component. As an output, it would make everybody who waits for it wait for all children of the
 * component. A child would wait for itself.
 */
export function urnOf(component: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => component.urn.apply(resolve));
}

/** The URN of a resource below the component or resource with this one. */
export function childUrn(parent: string, type: string, name: string): string {
  const [urn, stack, project, types] = /^urn:pulumi:([^:]+)::([^:]+)::((?:(?!::).)+)::/s.exec(parent) ?? [];
  return urn === undefined ? "" : `urn:pulumi:${stack}::${project}::${types}$${type}::${name}`;
}

/** The URN of a resource without a parent. */
export function rootUrn(stack: string, project: string, type: string, name: string): string {
  return `urn:pulumi:${stack}::${project}::${type}::${name}`;
}
