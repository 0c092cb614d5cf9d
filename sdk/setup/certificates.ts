import type * as pulumi from "@pulumi/pulumi";
import { wildcardOf } from "../fastly/wildcard";
import { certificateSetupError } from "./certificateErrors";
import { requiredInput } from "./checkedInput";
import { isDomain, type ResolvedDomain } from "./domains";
import { defined } from "./inputs";
import { ownKind } from "./kind";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/** The resource that serves a domain with a certificate. */
export const ACTIVATION_TYPE = "fastly:index/tlsActivation:TlsActivation";

/** The name of this resource for a domain. */
export function activationName(component: string, domain: string): string {
  return `${component}-${domain}`;
}

/** Your own certificate for a domain of the service. Nobody renews it for you. */
export interface DomainCertificateArgs {
  /**
   * The id of the certificate at Fastly, such as that of a `fastly.TlsCertificate`. The certificate has to cover the
   * domain, or the wildcard above it. Do not give the `certificateId` of a `Certificate`: Fastly already serves its
   * domains with it.
   */
  existingId: pulumi.Input<string>;
  /** The id of the TLS configuration that serves the domain. Default: the account's. It cannot be changed later. */
  configurationId?: pulumi.Input<string>;
  /**
   * Whether to serve the domain with this certificate even when another certificate serves it that the stack does not
   * have. From then on, destroying the stack disables TLS for the domain. Default `false`: the run refuses.
   */
  takeOver?: boolean;
}

/** One of your own certificates as reviewers see it. */
export interface DomainCertificateFacts {
  /** The domain that the certificate serves. */
  name: string;
  /** The id of the certificate at Fastly. */
  existingId: string;
  /** The id of the TLS configuration. Left out for the account's. */
  configurationId?: string;
}

/** Your own certificate for a domain of the service. */
export class DomainCertificate extends ReviewResource<DomainCertificateFacts> {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:DomainCertificate";

  /** @internal */
  constructor(name: string, facts: DomainCertificateFacts, opts: pulumi.ComponentResourceOptions) {
    super(DomainCertificate.__pulumiType, name, facts, opts);
  }
}

export interface ResolvedCertificate {
  facts: { name: string; existingId: pulumi.Input<string>; configurationId?: pulumi.Input<string> };
  takesOver: boolean;
}

/** The arguments that declare your own certificates. The manifest has none. */
export interface CertificateArguments {
  certificates?: Record<string, DomainCertificateArgs>;
}

function resolve(
  given: Record<string, DomainCertificateArgs>,
  domains: ResolvedDomain[],
  report: Report,
): ResolvedCertificate[] {
  const served = domains.flatMap(({ facts: { name } }) => [name, wildcardOf(name)]);
  const resolved = new Map<string, ResolvedCertificate>();
  for (const [written, args] of Object.entries(given)) {
    const name = written.toLowerCase();
    const path = ["certificates", written];
    if (!isDomain(written) || !served.includes(name)) {
      report.error(path, certificateSetupError.explain("certificate-of-no-domain", { name: written }));
      continue;
    }
    if (resolved.has(name)) {
      report.error(path, certificateSetupError.explain("certificate-of-domain-twice", { name: written }));
      continue;
    }
    const what = `The certificate of the domain "${written}"`;
    const config = [...path, "existingId"];
    const kind = { example: "<id of the certificate>" };
    if (requiredInput(args?.existingId, { what, lacks: "existingId", config, kind }, path, report)) {
      const { existingId, configurationId, takeOver = false } = args;
      resolved.set(name, { facts: defined({ name, existingId, configurationId }), takesOver: takeOver });
    }
  }
  return [...resolved.values()];
}

/** This kind only shows certificates. `service/ownCertificates.ts` makes and checks their activations. */
export const CERTIFICATES = ownKind<CertificateArguments, ResolvedCertificate[], DomainCertificateFacts>({
  noun: "certificate",
  arguments: { certificates: { isPublic: () => true } },
  resolve: ({ certificates = {} }, { before, report }) =>
    resolve(certificates, (before.domains ?? []) as ResolvedDomain[], report),
  facts: (certificates) => certificates.map(({ facts }) => facts),
  files: undefined,
  readable: undefined,
  // In an account a domain has one certificate. The certificate belongs to no version, so it takes effect at once.
  nameAtFastly: ({ name }) => name,
  review: { child: DomainCertificate, output: "certificates" },
  blocks: () => ({}),
  places: [],
  single: undefined,
  withDefaults: () => ({}),
  compared: undefined,
  hasContents: false,
  lines: () => ({ lines: [], undeclarable: [] }),
});
