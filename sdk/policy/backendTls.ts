import type { ResourceValidationPolicy } from "@pulumi/policy";
import { nist, TEXTS, TYPES } from "./types";

interface BackendBlock {
  name: string;
  address: string;
  port?: number;
  useSsl?: boolean;
  sslCheckCert?: boolean;
  sslCertHostname?: string;
  sslSniHostname?: string;
}

/**
 * Fastly speaks TLS to every backend, and checks its certificate. With the enforcement level `remediate` TLS, the check
 * and, instead of 80, port 443 are set on the service.
 *
 * Configuration: `except`, the names of backends that may do without.
 */
export const backendTls: ResourceValidationPolicy = {
  name: "backend-tls",
  displayName: "TLS to backends",
  description: "Fastly speaks TLS to every backend and checks its certificate.",
  severity: "high",
  framework: nist("SC-8", "Transmission Confidentiality and Integrity"),
  tags: ["backends", "tls"],
  remediationSteps:
    "Set useSsl and sslCheckCert of the backend to true (the default), and give a port that speaks TLS.",
  url: "https://www.fastly.com/documentation/reference/api/services/backend/",
  configSchema: { properties: { except: { ...TEXTS, description: "Backends that may do without." } } },
  validateResource(args, reportViolation) {
    if (args.type !== TYPES.service) return;
    for (const backend of offending(args.props, args.getConfig())) {
      const lacks = backend.useSsl === true ? "does not check the certificate of" : "does not speak TLS to";
      reportViolation(`The service ${lacks} the backend "${backend.name}" (${backend.address}).`);
    }
  },
  remediateResource(args) {
    if (args.type !== TYPES.service) return undefined;
    const offenders = offending(args.props, args.getConfig());
    if (offenders.length === 0) return undefined;
    // In place, as a copy would lose what is secret in it.
    for (const backend of offenders) useTls(backend);
    return args.props;
  },
};

function blocksOf(props: Record<string, unknown>): BackendBlock[] {
  // A copy: methods that make new arrays fail on the proxies of older versions of @pulumi/policy.
  return [...((props.backends ?? []) as BackendBlock[])];
}

function offending(props: Record<string, unknown>, { except = [] }: { except?: string[] }): BackendBlock[] {
  return blocksOf(props).filter(
    ({ name, useSsl, sslCheckCert }) => !except.includes(name) && !(useSsl === true && sslCheckCert !== false),
  );
}

function useTls(backend: BackendBlock): void {
  backend.useSsl = true;
  backend.sslCheckCert = true;
  if (backend.port === 80) backend.port = 443;
  // The certificate of an address without a name is checked against what the backend says itself.
  if (/^[\d.]+$|:/.test(backend.address)) return;
  backend.sslCertHostname ||= backend.address;
  backend.sslSniHostname ||= backend.address;
}
