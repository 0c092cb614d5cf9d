import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { wildcardOf } from "../fastly/wildcard";
import { Domain, isOfFastly } from "../setup/domains";
import { matchesAny } from "./patterns";
import { resourcePolicy, stackPolicy } from "./remedy";
import { known, nist, TEXTS } from "./types";

const SUBSCRIPTION = "fastly:index/tlsSubscription:TlsSubscription";
const ACTIVATION = "fastly:index/tlsActivation:TlsActivation";

const COMMON = {
  severity: "high" as const,
  framework: nist("SC-8", "Transmission Confidentiality and Integrity"),
  tags: ["domains", "tls"],
  url: "https://www.fastly.com/documentation/guides/security/tls-configuration/",
};

/**
 * The stack has a certificate for each domain of its services that is not Fastly's own: a `Certificate`, one in
 * `certificates`, a `TlsSubscription` or a `TlsActivation`. Configuration: `except`, domains whose certificates are made elsewhere.
 */
export const certificateRequired: StackValidationPolicy = stackPolicy({
  ...COMMON,
  // Advisory: certificates are often made outside the stack.
  enforcementLevel: "advisory",
  name: "certificate-required",
  displayName: "Certificates for own domains",
  description: "Each domain of a service has a certificate in the stack.",
  remediationSteps:
    "Add a Certificate for the domain, or your own in [certificates]. Or add the domain to the policy's [except].",
  configSchema: {
    properties: {
      except: { ...TEXTS, description: "Domains whose certificates are made elsewhere; * stands for anything." },
    },
  },
  validateStack(args, reportViolation) {
    const { except = [] } = args.getConfig<{ except?: string[] }>();
    const certified = new Set(args.resources.flatMap(certifiedBy));
    for (const resource of args.resources) {
      if (!resource.isType(Domain)) continue;
      const domain = String(resource.props.name);
      const needsNone = isOfFastly(domain) || matchesAny(domain, except);
      if (!needsNone && !certified.has(domain) && !certified.has(wildcardOf(domain))) {
        reportViolation(
          `The stack has no certificate for ${domain}: browsers refuse a domain without one.`,
          resource.urn,
        );
      }
    }
  },
});

/** The domains that a resource gets a certificate for, or serves with one. A preview may not know them. */
function certifiedBy({ type, props }: PolicyResource): string[] {
  if (type !== SUBSCRIPTION && type !== ACTIVATION) return [];
  const domains: unknown[] = [known(() => props.domain)];
  const count = known(() => (props.domains as unknown[] | undefined)?.length) ?? 0;
  for (let index = 0; index < count; index++) domains.push(known(() => props.domains[index]));
  return domains.flatMap((domain) => (typeof domain === "string" ? domain.toLowerCase() : []));
}

/** Stands for the authority of an uploaded certificate. Only Fastly knows that authority. */
const EXISTING = "existing";

/**
 * Certificates come from allowed authorities. Configuration: `allow`, such as `["certainly"]`. The authority of an
 * uploaded certificate is not known here: `existing` allows such certificates.
 */
export const certificateAuthorities: ResourceValidationPolicy = resourcePolicy({
  ...COMMON,
  name: "certificate-authorities",
  displayName: "Allowed authorities",
  description: "Certificates come from allowed authorities.",
  remediationSteps:
    "Give the Certificate an [authority] from the policy's [allow]. For an uploaded certificate, add existing to " +
    "[allow], or declare a Certificate instead.",
  configSchema: {
    properties: {
      allow: {
        ...TEXTS,
        description:
          "certainly, lets-encrypt, globalsign, or existing for uploaded certificates. Default: any authority.",
      },
    },
  },
  validateResource(args, reportViolation) {
    if (args.type !== SUBSCRIPTION && args.type !== ACTIVATION) return;
    const { allow = [] } = args.getConfig<{ allow?: string[] }>();
    const authority = args.type === ACTIVATION ? EXISTING : String(args.props.certificateAuthority);
    if (allow.length === 0 || allow.includes(authority)) return;
    reportViolation(
      authority === EXISTING
        ? `The certificate of ${args.props.domain} was uploaded, so its authority is unknown.`
        : `The certificate "${args.name}" comes from ${authority}.`,
    );
  },
});

/**
 * Visitors use a version of TLS that is new enough. Only Fastly knows the versions of a TLS configuration. So each
 * certificate has to name a TLS configuration that the policy's configuration lists.
 *
 * Configuration: `configurations`, the oldest version by the id of the TLS configuration, such as `{ "TLS13": "1.3" }`.
 * The id `default` stands for the configuration of the account. `minimum`, the oldest allowed version. Default: `1.2`.
 */
export const minimumTlsVersion: ResourceValidationPolicy = resourcePolicy({
  ...COMMON,
  name: "minimum-tls-version",
  displayName: "Minimum TLS version",
  description: "Certificates are served only with new enough TLS versions.",
  remediationSteps:
    "Give the certificate the [configurationId] of a TLS configuration with a newer version. If the policy does not " +
    "know the configuration, add it to the policy's [configurations].",
  configSchema: {
    properties: {
      minimum: { type: "string", default: "1.2", description: "The oldest allowed version." },
      configurations: {
        type: "object",
        additionalProperties: { type: "string" },
        default: {},
        description:
          "The oldest version of each TLS configuration, by id; `default` is the account's default. Default: not checked.",
      },
    },
  },
  validateResource(args, reportViolation) {
    if (args.type !== SUBSCRIPTION && args.type !== ACTIVATION) return;
    type Config = { minimum?: string; configurations?: Record<string, string> };
    const { minimum = "1.2", configurations = {} } = args.getConfig<Config>();
    if (Object.keys(configurations).length === 0) return;
    const configuration = String(known(() => args.props.configurationId) ?? "default");
    const version = Object.hasOwn(configurations, configuration) ? configurations[configuration] : undefined;
    const served = `The certificate "${args.name}" is served with the TLS configuration ${configuration}, `;
    if (version === undefined) reportViolation(`${served}which the policy does not know.`);
    else if (Number(version) < Number(minimum)) reportViolation(`${served}which takes TLS ${version}.`);
  },
});
