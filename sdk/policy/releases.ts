import type { PolicyResource, ResourceValidationPolicy } from "@pulumi/policy";
import { resourcePolicy } from "./remedy";
import { nist, PRODUCTION_STACKS, stackOf, TYPES } from "./types";

const URL = "https://www.fastly.com/documentation/guides/compute/";

const COMMON = {
  // Advisory by default: a pack that makes all policies mandatory did not choose this one.
  enforcementLevel: "advisory" as const,
  severity: "medium" as const,
  tags: ["production", "releases"],
  url: URL,
  configSchema: { properties: { stacks: PRODUCTION_STACKS } },
};

/** A service in production is released with checks, and taken back when a check fails. Configuration: `stacks`. */
export const releaseRequired: ResourceValidationPolicy = resourcePolicy({
  ...COMMON,
  name: "release-required",
  displayName: "Guarded releases in production",
  description: "A new version in production is checked, and taken back if a check fails.",
  framework: nist("CM-3", "Configuration Change Control"),
  remediationSteps: "Give the ComputeService a [release] with onFailure: reactivate, which is the default.",
  validateResource(args, reportViolation) {
    const { release } = args.props as { release?: { onFailure?: string } };
    if (!isComponentInProduction(args)) return;
    if (release === undefined) reportViolation(`The service "${args.name}" is released without [release].`);
    else if (release.onFailure === "keep") reportViolation(`The service "${args.name}" keeps a version that fails.`);
  },
});

/** A run that deploys to production checks that the service works. Configuration: `stacks`. */
export const verifyRequired: ResourceValidationPolicy = resourcePolicy({
  ...COMMON,
  name: "verify-required",
  displayName: "Verified deployments to production",
  description: "A deployment to production succeeds only if the service gives the right answer.",
  framework: nist("CM-4", "Impact Analyses"),
  remediationSteps: "Give the ComputeService a [verify] or a [release].",
  validateResource(args, reportViolation) {
    const { release, verify } = args.props;
    if (isComponentInProduction(args) && release === undefined && verify === undefined) {
      reportViolation(`Nothing checks whether the service "${args.name}" answers.`);
    }
  },
});

type Args = Pick<PolicyResource, "type" | "urn"> & { getConfig: () => { stacks?: string[] } };

function isComponentInProduction({ type, urn, getConfig }: Args): boolean {
  return type === TYPES.component && (getConfig().stacks ?? []).includes(stackOf(urn));
}
