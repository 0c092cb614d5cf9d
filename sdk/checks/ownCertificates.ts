import type { Activation, UploadedCertificate } from "../fastly/activations";
import { hasEnded } from "../fastly/certificates";
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
  active: Activation | undefined;
  /** Whether that is the stack's own activation in this place. */
  isOwn: boolean;
  /** Another resource of the stack for the same activation. */
  holder: string | undefined;
}

export const OWN_CERTIFICATE_MANAGED: Check<ServedCertificate> = {
  name: "own-certificate-managed",
  when: "A certificate in `certificates` is one that Fastly gets and renews",
  outcome: "What the domain is served with stays: Fastly sees to that by itself",
  how: "The domain taken out of `certificates`",
  find: ({ subscription, ...is }) =>
    subscription === undefined ? undefined : ownCertificateError("own-certificate-managed", { ...is, subscription }),
};

export const OWN_CERTIFICATE_MISSING: Check<ServedCertificate> = {
  name: "own-certificate-missing",
  when: "Fastly has no certificate of the `existingId`",
  outcome: "What the domain is served with stays",
  how: "The id of a certificate that is there",
  find: ({ uploaded, ...is }) =>
    uploaded === undefined ? ownCertificateError("own-certificate-missing", is) : undefined,
};

export const OWN_CERTIFICATE_NOT_FOR_DOMAIN: Check<ServedCertificate> = {
  name: "own-certificate-not-for-domain",
  when: "A certificate is not for its domain, nor for the wildcard above it",
  outcome: "What the domain is served with stays",
  how: "The id of a certificate that has the domain among its names",
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
  when: "A certificate in `certificates` has ended",
  outcome: "It is not put into use. The run fails, also when it is in use",
  how: "Another one: by another `certificateBody`, or by another `existingId`",
  find: ({ uploaded, now, ...is }) =>
    uploaded !== undefined && hasEnded(uploaded.notAfter, now)
      ? ownCertificateError("own-certificate-ended", { ...is, ended: uploaded.notAfter })
      : undefined,
};

export const OWN_CERTIFICATE_HELD: Check<ServedCertificate> = {
  name: "own-certificate-held",
  when: "Another resource of the stack, such as a `TlsActivation` by hand, has a domain of `certificates` served already",
  outcome: "What the domain is served with stays, as Pulumi would disable TLS with the other resource",
  how: "The command that takes the other one out of the state",
  find: ({ active, isOwn, holder, ...is }) =>
    active === undefined || isOwn || holder === undefined
      ? undefined
      : ownCertificateError("own-certificate-held", { ...is, holder }),
};

/** A domain that is already served with the same certificate is imported instead. */
export const OWN_CERTIFICATE_OTHER_SERVED: Check<ServedCertificate> = {
  name: "own-certificate-other-served",
  when: "A domain of `certificates` is served with another certificate, which the stack does not know",
  outcome: "That stays: whoever has it served so may rely on it",
  how: "`takeOver: true`, which imports that and has it serve with the new one",
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
  outcome: "What the domain is served with stays, as TLS would be disabled for the domain meanwhile",
  how: "The present one, or two runs with that gap",
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
  when: "A domain of `certificates` is not served with its certificate, although the state says so",
  outcome: "The run fails. One that was never made is information: the engine was told to leave it out",
  how: "The command that takes it out of the state, so that it is made anew; or `pulumi up --refresh`",
  find({ active, isInState, urn, ...is }) {
    if (active?.certificate === is.certificate) {
      return undefined;
    }
    return isInState
      ? ownCertificateError("own-certificate-not-served", { ...is, served: active?.certificate, urn })
      : {
          severity: "info",
          message: `The domain ${is.domain} is not served with the certificate ${is.certificate}: the engine was told to leave that out of this run.`,
        };
  },
};

/** How many days before its end a certificate is reported. */
const SOON_DAYS = 30;

export const OWN_CERTIFICATE_ENDS_SOON: Check<MadeOwnCertificate> = {
  name: "own-certificate-ends-soon",
  when: "A certificate in `certificates` ends within thirty days",
  outcome: "The run warns of it",
  how: "Another one: by another `certificateBody`, or by another `existingId`",
  find({ uploaded, now, domain, certificate }) {
    const left = uploaded?.notAfter === undefined ? undefined : (Date.parse(uploaded.notAfter) - now) / 86_400_000;
    return left === undefined || left > SOON_DAYS
      ? undefined
      : {
          severity: "warning",
          message: `The certificate ${certificate} of ${domain} ends at ${uploaded?.notAfter}, and nobody renews it: upload another one by then.`,
        };
  },
};
