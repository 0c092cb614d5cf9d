import type { PolicyComplianceFramework, PolicyResource } from "@pulumi/policy";

/** Types of the resources that policies look at. */
export const TYPES = {
  service: "fastly:index/serviceCompute:ServiceCompute",
  component: "fastly-compute:index:ComputeService",
} as const;

/** Stacks that count as production unless a policy's configuration says otherwise. */
export const PRODUCTION_STACKS = {
  type: "array" as const,
  items: { type: "string" as const },
  default: ["prod", "production"],
  description: "The stacks that are in production.",
};

export const TEXTS = { type: "array" as const, items: { type: "string" as const }, default: [] as string[] };

/** A control of NIST SP 800-53. */
export function nist(reference: string, specification: string): PolicyComplianceFramework {
  return { name: "NIST SP 800-53", version: "Rev. 5", reference, specification };
}

/** `prod` of `urn:pulumi:prod::shop::…`. */
export function stackOf(urn: string): string {
  return urn.split("::")[0]?.replace(/^urn:pulumi:/, "") ?? "";
}

/** The type of the resource that a URN names, without those of its parents. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The property, or undefined when a preview does not know it. */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The ComputeService that a resource belongs to. */
export function componentOf(resource: PolicyResource): PolicyResource | undefined {
  for (let parent = resource.parent; parent !== undefined; parent = parent.parent) {
    if (parent.type === TYPES.component) return parent;
  }
  return undefined;
}
