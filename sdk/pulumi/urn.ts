import type * as pulumi from "@pulumi/pulumi";

export const COMPONENT_TYPE = "fastly-compute:index:ComputeService";

export const SERVICE_TYPE = "fastly:index/serviceCompute:ServiceCompute";

export const STACK_TYPE = "pulumi:pulumi:Stack";

export interface UrnParts {
  stack: string;
  project: string;
  /** The types of the resource and its parents, outermost first. */
  types: string[];
  name: string;
}

/** Splits a URN. A name may contain `::` and `$`. All parts of another text are empty. */
export function parseUrn(urn: string): UrnParts {
  const [, stack = "", project = "", types, name = ""] =
    /^urn:pulumi:([^:]+)::([^:]+)::((?:(?!::).)+)::(.*)$/s.exec(urn) ?? [];
  return { stack, project, types: types?.split("$") ?? [], name };
}

/** The inverse of `parseUrn`. */
export function urnOfTypes(stack: string, project: string, types: readonly string[], name: string): string {
  return `urn:pulumi:${stack}::${project}::${types.join("$")}::${name}`;
}

/** The name of the resource with the URN. */
export function nameOfUrn(urn: string): string {
  return parseUrn(urn).name;
}

/** The type of the resource with the URN, without those of its parents. */
export function typeOfUrn(urn: string): string {
  return parseUrn(urn).types.at(-1) ?? "";
}

/** The URN of a resource below the component or resource with the given URN. */
export function childUrn(parent: string, type: string, name: string): string {
  const { stack, project, types } = parseUrn(parent);
  return types.length === 0 ? "" : urnOfTypes(stack, project, [...types, type], name);
}

/**
 * The URN of a component as a promise. The output would make everything that waits for it wait for all children of the
 * component. A child would wait for itself.
 */
export function urnOf(component: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => component.urn.apply(resolve));
}
