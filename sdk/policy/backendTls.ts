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
    const names = offenders.map(({ name }) => name);
    const backends = blocksOf(args.props).map((backend) => (names.includes(backend.name) ? withTls(backend) : backend));
    return { ...args.props, backends };
  },
};

function blocksOf(props: Record<string, unknown>): BackendBlock[] {
  // A copy: methods that make new arrays fail on the proxy that a remediation gets.
  return [...((props.backends ?? []) as BackendBlock[])];
}

function offending(props: Record<string, unknown>, { except = [] }: { except?: string[] }): BackendBlock[] {
  return blocksOf(props).filter(
    ({ name, useSsl, sslCheckCert }) => !except.includes(name) && !(useSsl === true && sslCheckCert !== false),
  );
}

function withTls(backend: BackendBlock): BackendBlock {
  const host = /^[\d.]+$|:/.test(backend.address) ? undefined : backend.address;
  const certHostname = backend.sslCertHostname || host;
  const sniHostname = backend.sslSniHostname || host;
  return {
    ...backend,
    port: backend.port === 80 ? 443 : backend.port,
    useSsl: true,
    sslCheckCert: true,
    ...(certHostname && { sslCertHostname: certHostname }),
    ...(sniHostname && { sslSniHostname: sniHostname }),
  };
}
