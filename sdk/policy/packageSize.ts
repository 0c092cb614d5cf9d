import type { StackValidationPolicy } from "@pulumi/policy";
import { stackPolicy } from "./remedy";
import { known, nist, TYPES } from "./types";

/** A package keeps to its budget. Configuration: `maxMegabytes`, of the compressed package. Default: 20. */
export const packageSize: StackValidationPolicy = stackPolicy({
  name: "package-size",
  displayName: "Package size budget",
  description: "A package stays within its budget.",
  severity: "low",
  framework: nist("SC-6", "Resource Availability"),
  tags: ["package"],
  remediationSteps: "Make the package smaller, for example with a release build, or raise the policy's budget.",
  url: "https://docs.fastly.com/products/compute-resource-limits",
  configSchema: {
    properties: {
      maxMegabytes: {
        type: "number",
        minimum: 0,
        default: 20,
        description: "The largest allowed size of the compressed package.",
      },
    },
  },
  validateStack(args, reportViolation) {
    const { maxMegabytes = 20 } = args.getConfig<{ maxMegabytes?: number }>();
    for (const { urn, name, props } of args.resources.filter(({ type }) => type === TYPES.component)) {
      // A preview that does not build may have no package yet.
      const size = known(() => props.packageSize as number | undefined);
      if (size !== undefined && size > maxMegabytes * 1_000_000) {
        const has = size < 1_000_000 ? `${Math.ceil(size / 1000)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
        reportViolation(`The package of "${name}" has ${has}, but the budget is ${maxMegabytes} MB.`, urn);
      }
    }
  },
});
