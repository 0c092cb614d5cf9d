import type * as pulumi from "@pulumi/pulumi";
import { wildcardOf } from "../fastly/wildcard";
import { certificateSetupError } from "./certificateErrors";
import { requiredInput } from "./checkedInput";
import { isDomain, type ResolvedDomain } from "./domains";
import { defined } from "./inputs";
import { ownKind } from "./kind";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/** A certificate that you have, which a domain of the service is served with. Nobody renews it. */
export interface DomainCertificateArgs {
  /**
   * The id of the certificate at Fastly, such as that of a `fastly.TlsCertificate`. It has to be for the domain, or for the
   * wildcard above it. Not the `certificateId` of a `Certificate`: Fastly serves its domains with that by itself.
   */
  existingId: pulumi.Input<string>;
  /**
   * The id of the TLS configuration that the domain is served with. It cannot be changed later. Default: that of the
   * account.
   */
  configurationId?: pulumi.Input<string>;
  /**
   * Whether a domain that is served with another certificate, which the stack does not know, gets this one. From then on
   * TLS is disabled for it with the stack. Default `false`: the run refuses.
   */
  takeOver?: boolean;
}

/** What a reviewer sees of such a certificate. */
export interface DomainCertificateFacts {
  /** The domain that is served with it. */
  name: string;
  /** The id of the certificate at Fastly. */
  existingId: string;
  /** The id of the TLS configuration; left out for that of the account. */
  configurationId?: string;
}

/** The certificate that a domain of the service is served with. */
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

/** The argument that declares them; the manifest cannot. */
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
      report.error(path, certificateSetupError.told("certificate-of-no-domain", { name: written }));
      continue;
    }
    if (resolved.has(name)) {
      report.error(path, certificateSetupError.told("certificate-of-domain-twice", { name: written }));
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

/** What is known of them is shown; `service/ownCertificates.ts` makes and judges the activations. */
export const CERTIFICATES = ownKind<CertificateArguments, ResolvedCertificate[], DomainCertificateFacts>({
  noun: "certificate",
  arguments: { certificates: { isPublic: () => true } },
  resolve: ({ certificates = {} }, { before, report }) =>
    resolve(certificates, (before.domains ?? []) as ResolvedDomain[], report),
  facts: (certificates) => certificates.map(({ facts }) => facts),
  files: undefined,
  readable: undefined,
  // A name has one in an account. What no version has acts at once.
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
