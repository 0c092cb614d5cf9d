import { type ResourceValidationPolicy, type StackValidationPolicy, validateResourceOfType } from "@pulumi/policy";
import { LogEndpoint } from "../setup/logEndpoints";
import { matchesAny } from "./patterns";
import { resourcePolicy, stackPolicy } from "./remedy";
import { componentOf, nist, TEXTS, TYPES } from "./types";

const URL = "https://www.fastly.com/documentation/reference/api/logging/";

/**
 * Every service sends its logs somewhere. Configuration: `require`, names or kinds of log endpoints (`access`, `s3`)
 * that every service must have. Default: any endpoint will do.
 */
export const requiredLogEndpoints: StackValidationPolicy = stackPolicy({
  name: "required-log-endpoints",
  displayName: "Required log endpoints",
  description: "Every service has the required log endpoints.",
  severity: "medium",
  framework: nist("AU-12", "Audit Record Generation"),
  tags: ["logs"],
  remediationSteps: "Declare the endpoint in [setup.log_endpoints] of fastly.toml or in logEndpoints.",
  url: URL,
  configSchema: {
    properties: { require: { ...TEXTS, description: "Names or kinds. Default: any endpoint will do." } },
  },
  validateStack(args, reportViolation) {
    const { require: demanded = [] } = args.getConfig<{ require?: string[] }>();
    const endpoints = args.resources.filter((resource) => resource.isType(LogEndpoint));
    for (const { urn, name } of args.resources.filter(({ type }) => type === TYPES.component)) {
      const own = endpoints.filter((endpoint) => componentOf(endpoint)?.urn === urn).map(({ props }) => props);
      if (own.length === 0) {
        reportViolation(`The service "${name}" has no log endpoint.`, urn);
        continue;
      }
      for (const wanted of demanded) {
        if (!own.some((endpoint) => endpoint.name === wanted || endpoint.provider === wanted)) {
          reportViolation(`The service "${name}" has no log endpoint "${wanted}".`, urn);
        }
      }
    }
  },
});

/**
 * Logs go to allowed places only. Configuration: `providers`, the allowed kinds (`["s3", "https"]`), and `destinations`,
 * the allowed hosts, buckets, projects or regions, where `*` stands for anything.
 */
export const allowedLogEndpoints: ResourceValidationPolicy = resourcePolicy({
  name: "allowed-log-endpoints",
  displayName: "Allowed log endpoints",
  description: "Logs go only to allowed places.",
  severity: "high",
  framework: nist("AU-9", "Protection of Audit Information"),
  tags: ["logs"],
  remediationSteps: "Send the logs to an allowed place, or add the place to the policy's configuration.",
  url: URL,
  configSchema: {
    properties: {
      providers: { ...TEXTS, description: "Kinds, such as s3. Default: any kind." },
      destinations: { ...TEXTS, description: "Hosts, buckets, projects or regions. Default: any." },
    },
  },
  validateResource: validateResourceOfType(LogEndpoint, ({ name, provider, destination }, args, reportViolation) => {
    const { providers = [], destinations = [] } = args.getConfig<{ providers?: string[]; destinations?: string[] }>();
    if (providers.length > 0 && !providers.includes(provider)) {
      reportViolation(`The log endpoint "${name}" is of the kind ${provider}.`);
    }
    const place = destination?.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/:\d+$/, "");
    if (destinations.length > 0 && !matchesAny(place ?? "", destinations)) {
      reportViolation(`The log endpoint "${name}" sends to ${destination ?? "a place that is not shown"}.`);
    }
  }),
});

/** Log endpoints use TLS. */
export const logTls: ResourceValidationPolicy = resourcePolicy({
  name: "log-tls",
  displayName: "TLS to log endpoints",
  description: "Logs are encrypted on their way to the log endpoint.",
  severity: "high",
  framework: nist("SC-8", "Transmission Confidentiality and Integrity"),
  tags: ["logs", "tls"],
  remediationSteps: "Give a URL with https://, set useTls to true, or choose a kind of endpoint that encrypts.",
  url: URL,
  validateResource: validateResourceOfType(LogEndpoint, ({ name, provider, encrypted }, _, reportViolation) => {
    if (!encrypted) reportViolation(`The log endpoint "${name}" (${provider}) sends in plain text.`);
  }),
});

/** Fastly processes logs in allowed regions only. Configuration: `allow`, of `us`, `eu` and `none` (anywhere). */
export const logRegions: ResourceValidationPolicy = resourcePolicy({
  name: "log-regions",
  displayName: "Regions of logs",
  description: "Fastly processes logs only in allowed regions.",
  severity: "medium",
  framework: nist("SA-9(5)", "Processing, Storage, and Service Location"),
  tags: ["logs", "residency"],
  remediationSteps: "Set processingRegion of the log endpoint to an allowed region.",
  url: URL,
  configSchema: {
    properties: {
      allow: { ...TEXTS, items: { type: "string", enum: ["us", "eu", "none"] }, description: "Default: any." },
    },
  },
  validateResource: validateResourceOfType(LogEndpoint, ({ name, processingRegion }, args, reportViolation) => {
    const { allow = [] } = args.getConfig<{ allow?: string[] }>();
    if (allow.length === 0) args.notApplicable("no regions are configured");
    if (!allow.includes(processingRegion)) {
      const where = processingRegion === "none" ? "anywhere" : `in the region ${processingRegion}`;
      reportViolation(`Logs to "${name}" are processed ${where}.`);
    }
  }),
});
