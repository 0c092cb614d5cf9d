import type { ResourceValidationPolicy } from "@pulumi/policy";
import { typeOfUrn } from "../pulumi/urn";
import { resourcePolicy } from "./remedy";
import { nist, TYPES } from "./types";

/** Every Compute service belongs to a ComputeService: the other policies check its children. */
export const managedServices: ResourceValidationPolicy = resourcePolicy({
  name: "managed-services",
  displayName: "Services belong to a ComputeService",
  description: "Every Compute service belongs to a ComputeService.",
  severity: "medium",
  framework: nist("CM-3", "Configuration Change Control"),
  tags: ["component"],
  remediationSteps: "Replace `new fastly.ServiceCompute` with `new ComputeService`, which can adopt the service.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/components/",
  validateResource({ type, name, opts }, reportViolation) {
    if (type === TYPES.service && typeOfUrn(opts.parent ?? "") !== TYPES.component) {
      reportViolation(`The service "${name}" is declared without a ComputeService.`);
    }
  },
});
