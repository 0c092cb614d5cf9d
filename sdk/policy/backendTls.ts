import type { ResourceValidationPolicy } from "@pulumi/policy";
import { resourcePolicy } from "./remedy";
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
 * Fastly uses TLS to every backend, and checks its certificate. The enforcement level `remediate` sets TLS and the
 * check on the service, and port 443 instead of 80.
 *
 * Configuration: `except`, the names of backends that may go without TLS.
 */
export const backendTls: ResourceValidationPolicy = resourcePolicy({
  name: "backend-tls",
  displayName: "TLS to backends",
  description: "Fastly uses TLS to every backend, and checks its certificate.",
  severity: "high",
  framework: nist("SC-8", "Transmission Confidentiality and Integrity"),
  tags: ["backends", "tls"],
  remediationSteps: "Set useSsl and sslCheckCert of the backend to true (the default), and give a port with TLS.",
  url: "https://www.fastly.com/documentation/reference/api/services/backend/",
  configSchema: { properties: { except: { ...TEXTS, description: "Backends that may go without TLS." } } },
  validateResource(args, reportViolation) {
    if (args.type !== TYPES.service) return;
    for (const backend of offending(args.props, args.getConfig())) {
      const lacks = backend.useSsl === true ? "does not check the certificate of" : "does not use TLS to";
      reportViolation(`The service ${lacks} the backend "${backend.name}" (${backend.address}).`);
    }
  },
  remediateResource(args) {
    if (args.type !== TYPES.service) return undefined;
    const offenders = offending(args.props, args.getConfig());
    if (offenders.length === 0) return undefined;
    // Changes the blocks in place: a copy would lose the secret marks in them.
    for (const backend of offenders) useTls(backend);
    return args.props;
  },
});

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
  // An address without a name has no name to check. Fastly then checks the certificate against the backend's own
  // settings.
  if (/^[\d.]+$|:/.test(backend.address)) return;
  backend.sslCertHostname ||= backend.address;
  backend.sslSniHostname ||= backend.address;
}
