import type * as pulumi from "@pulumi/pulumi";

/**
 * The URN of a component as a promise. The output would make everything that waits for it wait for all children of the
 * component. A child would wait for itself.
 */
export function urnOf(component: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => component.urn.apply(resolve));
}

/** The URN of a resource below the component or resource with the given URN. */
export function childUrn(parent: string, type: string, name: string): string {
  const [urn, stack = "", project = "", types = ""] =
    /^urn:pulumi:([^:]+)::([^:]+)::((?:(?!::).)+)::/s.exec(parent) ?? [];
  return urn === undefined ? "" : urnOfTypes(stack, project, [types, type], name);
}

/** @param types the types of the resource and its parents, outermost first. */
export function urnOfTypes(stack: string, project: string, types: readonly string[], name: string): string {
  return `urn:pulumi:${stack}::${project}::${types.join("$")}::${name}`;
}
