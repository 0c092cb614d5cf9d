import { type ResourceValidationPolicy, validateResourceOfType } from "@pulumi/policy";
import { Product } from "../setup/products";
import { resourcePolicy } from "./remedy";
import { nist, stackOf, TEXTS } from "./types";

/**
 * Products are enabled only where they are allowed: most of them cost money. Configuration: `allow`, the allowed
 * products (`fanout`, `ngwaf`, …), and `stacks`, the stacks that may have them. Default: every stack may.
 */
export const paidProducts: ResourceValidationPolicy = resourcePolicy({
  name: "paid-products",
  displayName: "Paid products",
  description: "Products that cost money are enabled only in allowed stacks.",
  severity: "medium",
  framework: nist("CM-7", "Least Functionality"),
  tags: ["products", "cost"],
  remediationSteps:
    "Remove the product from [setup.products] and [products], or allow it in the policy's configuration.",
  url: "https://www.fastly.com/documentation/reference/api/products/",
  configSchema: {
    properties: {
      allow: { ...TEXTS, description: "Allowed products." },
      stacks: { ...TEXTS, description: "Stacks that may have them. Default: every stack." },
    },
  },
  validateResource: validateResourceOfType(Product, ({ name }, args, reportViolation) => {
    const { allow = [], stacks = [] } = args.getConfig<{ allow?: string[]; stacks?: string[] }>();
    const stack = stackOf(args.urn);
    if (!allow.includes(name)) reportViolation(`The product "${name}" is enabled.`);
    else if (stacks.length > 0 && !stacks.includes(stack)) {
      reportViolation(`The product "${name}" is enabled in the stack "${stack}".`);
    }
  }),
});
