import type { PolicyComplianceFramework, PolicyResource } from "@pulumi/policy";
import { COMPONENT_TYPE, parseUrn, SERVICE_TYPE } from "../pulumi/urn";

/** Types of the resources that policies look at. */
export const TYPES = {
  service: SERVICE_TYPE,
  component: COMPONENT_TYPE,
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
  return parseUrn(urn).stack;
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
