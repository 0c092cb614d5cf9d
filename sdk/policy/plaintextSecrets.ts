import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Kind } from "../setup/kind";
import { KINDS } from "../setup/kinds";
import { matchesAny } from "./patterns";
import { resourcePolicy } from "./remedy";
import { secretLikeness } from "./secretLikeness";
import { known, nist, TEXTS } from "./types";

/**
 * No secret is in a dictionary or a config store. Everyone who may look at the service can read it there, even when
 * Pulumi hides it. The policy judges the form of the value, the name of the key and the entropy. No message contains a
 * value.
 *
 * Configuration: `allowKeys`, keys that are known to be harmless (`*` stands for anything), and `minEntropy`, in bits
 * per character.
 */
export const plaintextSecrets: ResourceValidationPolicy = resourcePolicy({
  name: "no-plaintext-secrets",
  displayName: "No secrets in dictionaries and config stores",
  description: "Secrets are kept in secret stores, not in dictionaries or config stores.",
  severity: "critical",
  framework: nist("IA-5(7)", "No Embedded Unencrypted Static Authenticators"),
  tags: ["secrets", "dictionaries", "config-stores"],
  remediationSteps:
    "Move the value to a secret store ([setup.secret_stores]), and replace it because others may know it. " +
    "Or add the key to the policy's [allowKeys].",
  url: "https://www.fastly.com/documentation/reference/api/services/resources/secret-store/",
  configSchema: {
    properties: {
      allowKeys: { ...TEXTS, description: "Keys that are known to be harmless." },
      minEntropy: { type: "number", minimum: 1, maximum: 6, default: 3.6, description: "Bits per character." },
    },
  },
  validateResource(args, reportViolation) {
    const holder = Object.values<Kind>(KINDS).find(({ readable }) => readable?.type === args.type);
    if (holder?.readable === undefined) return;
    const { noun, readable } = holder;
    const { allowKeys = [], minEntropy } = args.getConfig<{ allowKeys?: string[]; minEntropy?: number }>();
    const items = (args.props[readable.property] ?? {}) as Record<string, string>;
    for (const key of Object.keys(items)) {
      if (matchesAny(key, allowKeys)) continue;
      const value = known(() => String(items[key])) ?? "";
      const reason = secretLikeness(key, value, minEntropy);
      if (reason !== undefined) {
        reportViolation(`The item "${key}" of the ${noun} "${args.name}" looks like a secret: ${reason}.`);
      }
    }
  },
});
