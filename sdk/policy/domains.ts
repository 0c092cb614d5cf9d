import { type ResourceValidationPolicy, validateResourceOfType } from "@pulumi/policy";
import { Domain } from "../setup/domains";
import { matchesAny } from "./patterns";
import { resourcePolicy } from "./remedy";
import { nist, PRODUCTION_STACKS, stackOf, TEXTS } from "./types";

const URL = "https://www.fastly.com/documentation/reference/api/services/domain/";

/** Services answer for allowed domains only. Configuration: `allow`, such as `["*.example.com"]`. */
export const allowedDomains: ResourceValidationPolicy = resourcePolicy({
  name: "allowed-domains",
  displayName: "Allowed domains",
  description: "Services answer only for allowed domains.",
  severity: "medium",
  framework: nist("SC-7", "Boundary Protection"),
  tags: ["domains"],
  remediationSteps: "Remove the domain, or add it to the policy's [allow].",
  url: URL,
  configSchema: {
    properties: { allow: { ...TEXTS, description: "Domains; * stands for anything. Default: any domain." } },
  },
  validateResource: validateResourceOfType(Domain, ({ name, generated }, args, reportViolation) => {
    const { allow = [] } = args.getConfig<{ allow?: string[] }>();
    if (allow.length === 0) args.notApplicable("no domains are configured");
    if (!generated && !matchesAny(name, allow)) reportViolation(`The service answers for ${name}.`);
  }),
});

/** A service in production has no generated domain. Configuration: `stacks`, those in production. */
export const noGeneratedDomain: ResourceValidationPolicy = resourcePolicy({
  name: "no-generated-domain",
  displayName: "No generated domain in production",
  description: "A service in production answers only for its own domains.",
  severity: "medium",
  framework: nist("CM-7", "Least Functionality"),
  tags: ["domains", "production"],
  remediationSteps: "Give the ComputeService [domains], and generatedDomain: false.",
  url: URL,
  configSchema: { properties: { stacks: PRODUCTION_STACKS } },
  validateResource: validateResourceOfType(Domain, ({ name, generated }, args, reportViolation) => {
    const { stacks = [] } = args.getConfig<{ stacks?: string[] }>();
    if (generated && stacks.includes(stackOf(args.urn))) {
      reportViolation(`The service answers for the generated domain ${name}.`);
    }
  }),
});
