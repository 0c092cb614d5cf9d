import type { ResourceValidationPolicy } from "@pulumi/policy";
import { LINKED_KINDS } from "../setup/kinds";
import { resourcePolicy } from "./remedy";
import { nist, PRODUCTION_STACKS, stackOf, TYPES } from "./types";

/**
 * A service in production, and the data of its stores, cannot be destroyed by accident. With the enforcement level
 * `remediate`, `forceDestroy` of the service is set to false. Configuration: `stacks`, those in production.
 */
export const noForceDestroy: ResourceValidationPolicy = resourcePolicy({
  name: "no-force-destroy",
  displayName: "No force destroy in production",
  description: "Nothing in production may be destroyed while it is in use.",
  severity: "high",
  framework: nist("CP-9", "System Backup"),
  tags: ["production"],
  remediationSteps: "Set forceDestroy: false on the ComputeService, and remove forceDestroy from its stores.",
  url: "https://www.pulumi.com/registry/packages/fastly/api-docs/servicecompute/",
  configSchema: { properties: { stacks: PRODUCTION_STACKS } },
  validateResource(args, reportViolation) {
    const { forceDestroy } = args.props;
    if (!isProduction(args) || forceDestroy !== true) return;
    if (args.type === TYPES.service) reportViolation(`The service "${args.name}" has forceDestroy.`);
    else if (LINKED_KINDS.some(([, { review }]) => args.isType(review.child))) {
      reportViolation(`The store "${args.props.name}" has forceDestroy.`);
    }
  },
  remediateResource(args) {
    if (args.type !== TYPES.service || !isProduction(args) || args.props.forceDestroy !== true) return undefined;
    // Changes the property in place: a copy would lose the secret marks of others.
    args.props.forceDestroy = false;
    return args.props;
  },
});

/** A service in production is protected from deletion. Configuration: `stacks`, those in production. */
export const protection: ResourceValidationPolicy = resourcePolicy({
  name: "protection",
  displayName: "Protection in production",
  description: "A service in production is protected from deletion.",
  severity: "high",
  framework: nist("CM-5", "Access Restrictions for Change"),
  tags: ["production"],
  remediationSteps: "Pass { protect: true } as the options of the ComputeService.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  configSchema: { properties: { stacks: PRODUCTION_STACKS } },
  validateResource(args, reportViolation) {
    if (args.type === TYPES.service && isProduction(args) && !args.opts.protect) {
      reportViolation(`The service "${args.name}" is not protected.`);
    }
  },
});

function isProduction({ urn, getConfig }: { urn: string; getConfig: () => { stacks?: string[] } }): boolean {
  return (getConfig().stacks ?? []).includes(stackOf(urn));
}
