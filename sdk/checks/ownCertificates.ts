import { hasEnded } from "../fastly/certificates";
import type { TlsActivation, UploadedCertificate } from "../fastly/tlsActivations";
import { wildcardOf } from "../fastly/wildcard";
import type { Check } from "./check";
import { type OwnCertificateIs, ownCertificateError } from "./ownCertificateErrors";

/** The engine is about to serve a domain with the user's own certificate. */
export interface ServedCertificate extends OwnCertificateIs {
  /** The TLS configuration. Undefined for the account's, and while it is not known. */
  configuration: string | undefined;
  takesOver: boolean;
  /** The time at Fastly, in milliseconds. */
  now: number;
  uploaded: UploadedCertificate | undefined;
  /** The subscription that the certificate belongs to. */
  subscription: string | undefined;
  /** The certificate that the domain is served with now. */
  active: TlsActivation | undefined;
  /** Whether that is the stack's own activation in this place. */
  isOwn: boolean;
  /** Another resource of the stack for the same activation. */
  holder: string | undefined;
}

export const OWN_CERTIFICATE_MANAGED: Check<ServedCertificate> = {
  name: "own-certificate-managed",
  when: "Fastly itself gets and renews a certificate in `certificates`",
  outcome: "The domain keeps its certificate: Fastly takes care of it",
  how: "Remove the domain from `certificates`",
  find: ({ subscription, ...is }) =>
    subscription === undefined ? undefined : ownCertificateError("own-certificate-managed", { ...is, subscription }),
};

export const OWN_CERTIFICATE_MISSING: Check<ServedCertificate> = {
  name: "own-certificate-missing",
  when: "Fastly has no certificate of the `existingId`",
  outcome: "The domain keeps its certificate",
  how: "Give the id of an existing certificate",
  find: ({ uploaded, ...is }) =>
    uploaded === undefined ? ownCertificateError("own-certificate-missing", is) : undefined,
};

export const OWN_CERTIFICATE_NOT_FOR_DOMAIN: Check<ServedCertificate> = {
  name: "own-certificate-not-for-domain",
  when: "A certificate is neither for its domain nor for the wildcard above it",
  outcome: "The domain keeps its certificate",
  how: "Give the id of a certificate that has the domain among its names",
  find: ({ uploaded, ...is }) =>
    uploaded === undefined || [is.domain, wildcardOf(is.domain)].some((name) => uploaded.domains.includes(name))
      ? undefined
      : ownCertificateError("own-certificate-not-for-domain", { ...is, names: uploaded.domains }),
};

/**
 * Refuses only to start serving a domain with the certificate. For a certificate that is in use already, the end of the
 * run reports it.
 */
export const OWN_CERTIFICATE_ENDED: Check<Pick<ServedCertificate, "uploaded" | "now"> & OwnCertificateIs> = {
  name: "own-certificate-ended",
  when: "A certificate in `certificates` has expired",
  outcome: "The run fails, and does not put the certificate into use",
  how: "Give a newer one, by another `certificateBody` or another `existingId`",
  find: ({ uploaded, now, ...is }) =>
    uploaded !== undefined && hasEnded(uploaded.notAfter, now)
      ? ownCertificateError("own-certificate-ended", { ...is, ended: uploaded.notAfter })
      : undefined,
};

export const OWN_CERTIFICATE_HELD: Check<ServedCertificate> = {
  name: "own-certificate-held",
  when: "Another resource of the stack, such as a `TlsActivation`, already serves a domain of `certificates`",
  outcome: "The domain keeps its certificate, because Pulumi would disable TLS with the other resource",
  how: "Run the command of the error, which removes the other resource from the state",
  find: ({ active, isOwn, holder, ...is }) =>
    active === undefined || isOwn || holder === undefined
      ? undefined
      : ownCertificateError("own-certificate-held", { ...is, holder }),
};

/** A domain that is already served with the same certificate is imported instead. */
export const OWN_CERTIFICATE_OTHER_SERVED: Check<ServedCertificate> = {
  name: "own-certificate-other-served",
  when: "A domain of `certificates` is served with a certificate that the stack does not know",
  outcome: "The domain keeps that certificate, because someone may rely on it",
  how: "Set `takeOver: true`, which puts your certificate in its place",
  find: ({ active, isOwn, takesOver, ...is }) =>
    active === undefined || isOwn || takesOver || active.certificate === is.certificate
      ? undefined
      : ownCertificateError("own-certificate-other-served", {
          ...is,
          served: active.certificate,
          activation: active.id,
        }),
};

export const OWN_CERTIFICATE_OTHER_CONFIGURATION: Check<ServedCertificate> = {
  name: "own-certificate-other-configuration",
  when: "The TLS configuration of a domain in `certificates` would change",
  outcome: "The domain keeps its configuration, because TLS would be off during the change",
  how: "Give the present configuration; or accept the gap, with two runs",
  find: ({ active, configuration, ...is }) =>
    active === undefined || configuration === undefined || active.configuration === configuration
      ? undefined
      : ownCertificateError("own-certificate-other-configuration", {
          ...is,
          from: active.configuration,
          to: configuration,
        }),
};

/** The engine has succeeded in serving a domain with a certificate. */
export interface MadeOwnCertificate extends OwnCertificateIs, Pick<ServedCertificate, "uploaded" | "active" | "now"> {
  /** Whether the stack had the activation before this run. If not, the engine may have been told to leave it out. */
  isInState: boolean;
  urn: string;
}

/** No plain `up` reads the certificate that serves a domain. */
export const OWN_CERTIFICATE_NOT_SERVED: Check<MadeOwnCertificate> = {
  name: "own-certificate-not-served",
  when: "The state says that a domain is served with its certificate, but Fastly does not serve it so",
  outcome: "The run fails. For a domain that `--target` left out, the run only says so",
  how: "Run the command of the error, which serves the domain with its certificate again",
  find({ active, isInState, urn, ...is }) {
    if (active?.certificate === is.certificate) {
      return undefined;
    }
    return isInState
      ? ownCertificateError("own-certificate-not-served", { ...is, served: active?.certificate, urn })
      : {
          severity: "info",
          message: `The domain ${is.domain} is not served with the certificate ${is.certificate}: this run leaves it out (by --target or --exclude).`,
        };
  },
};

/** How many days before its end a certificate is reported. */
const SOON_DAYS = 30;

export const OWN_CERTIFICATE_ENDS_SOON: Check<MadeOwnCertificate> = {
  name: "own-certificate-ends-soon",
  when: "A certificate in `certificates` expires within thirty days",
  outcome: "The run warns",
  how: "Give a newer one, by another `certificateBody` or another `existingId`",
  find({ uploaded, now, domain, certificate }) {
    const left = uploaded?.notAfter === undefined ? undefined : (Date.parse(uploaded.notAfter) - now) / 86_400_000;
    return left === undefined || left > SOON_DAYS
      ? undefined
      : {
          severity: "warning",
          message: `The certificate ${certificate} of ${domain} expires at ${uploaded?.notAfter}, and nobody renews it: upload a newer one before then.`,
        };
  },
};
