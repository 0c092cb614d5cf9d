import { type ResourceValidationPolicy, validateResourceOfType } from "@pulumi/policy";
import { Backend } from "../setup/backends";
import { matchesAny } from "./patterns";
import { resourcePolicy } from "./remedy";
import { nist, TEXTS } from "./types";

/** Backends are at allowed hosts only. Configuration: `allow`, such as `["api.example.com", "*.internal.example"]`. */
export const backendHosts: ResourceValidationPolicy = resourcePolicy({
  name: "backend-hosts",
  displayName: "Allowed backend hosts",
  description: "Backends have only allowed hosts.",
  severity: "high",
  framework: nist("SC-7", "Boundary Protection"),
  tags: ["backends"],
  remediationSteps: "Give the backend an allowed address, or add the host to the policy's [allow].",
  url: "https://www.fastly.com/documentation/reference/api/services/backend/",
  configSchema: {
    properties: { allow: { ...TEXTS, description: "Hosts; * stands for anything. Default: any host." } },
  },
  validateResource: validateResourceOfType(Backend, ({ name, address }, args, reportViolation) => {
    const { allow = [] } = args.getConfig<{ allow?: string[] }>();
    if (allow.length === 0) args.notApplicable("no hosts are configured");
    if (!matchesAny(address, allow)) reportViolation(`The backend "${name}" is at ${address}.`);
  }),
});
