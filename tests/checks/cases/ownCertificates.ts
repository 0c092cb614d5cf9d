import type { MadeOwnCertificate, ServedCertificate } from "../../../sdk/checks/ownCertificates";
import type { Cases } from "../case";
import { HOLDER } from "../given";

/** An uploaded certificate for these domains. */
function uploaded(domains = ["www.example.com"]): ServedCertificate["uploaded"] & object {
  return { id: "CERT1", domains, notAfter: "2027-01-01T00:00:00.000Z" };
}

function activation(certificate = "CERT1"): ServedCertificate["active"] {
  return { id: "ACT1", certificate, configuration: "CONF1" };
}

const SERVED = { component: "edge", domain: "www.example.com", certificate: "CERT1", now: Date.parse("2026-06-01") };

/** A certificate that is not in use yet. */
function ownCertificate(given: Partial<ServedCertificate> = {}): ServedCertificate {
  const none = { configuration: undefined, subscription: undefined, active: undefined, holder: undefined };
  return { ...SERVED, ...none, uploaded: uploaded(), takesOver: false, isOwn: false, ...given };
}

/** A certificate that is in use. */
function madeOwnCertificate(given: Partial<MadeOwnCertificate> = {}): MadeOwnCertificate {
  return { ...SERVED, uploaded: uploaded(), active: activation(), isInState: true, urn: "urn:of:it", ...given };
}

export const CASES: Cases = {
  "own-certificate-managed": [
    [ownCertificate({ subscription: "SUB1" }), "belongs to the TLS subscription SUB1"],
    [ownCertificate(), undefined],
  ],
  "own-certificate-missing": [
    [ownCertificate({ uploaded: undefined }), "the certificate CERT1, but Fastly has no such certificate"],
    [ownCertificate(), undefined],
  ],
  "own-certificate-not-for-domain": [
    [ownCertificate({ uploaded: uploaded(["example.com", "*.a.example.com"]) }), "is for example.com, *.a.example.com"],
    [ownCertificate({ uploaded: uploaded([]) }), "this certificate is for no domain"],
    // A wildcard stands for one label.
    [ownCertificate({ domain: "a.b.example.com", uploaded: uploaded(["*.example.com"]) }), "is for *.example.com"],
    [ownCertificate({ domain: "example.com", uploaded: uploaded(["*.example.com"]) }), "is for *.example.com"],
    [ownCertificate({ domain: "*.example.com", uploaded: uploaded(["www.example.com"]) }), "is for www.example.com"],
    [ownCertificate({ uploaded: uploaded(["*.example.com"]) }), undefined],
    [ownCertificate({ domain: "*.example.com", uploaded: uploaded(["*.example.com"]) }), undefined],
    [ownCertificate({ uploaded: undefined }), undefined],
  ],
  "own-certificate-ended": [
    [
      ownCertificate({ now: Date.parse("2027-01-01T00:00:00Z") }),
      "expired at 2027-01-01T00:00:00.000Z: browsers refuse",
    ],
    [ownCertificate({ now: Date.parse("2026-12-31T23:59:59Z") }), undefined],
    [ownCertificate({ uploaded: { ...uploaded(), notAfter: undefined } }), undefined],
  ],
  "own-certificate-held": [
    [ownCertificate({ active: activation(), holder: HOLDER }), `another resource of the stack already does: ${HOLDER}`],
    [ownCertificate({ active: activation(), holder: HOLDER, isOwn: true }), undefined],
    [ownCertificate({ active: activation() }), undefined],
    [ownCertificate({ holder: HOLDER }), undefined],
  ],
  "own-certificate-other-served": [
    [
      ownCertificate({ active: activation("CERT2") }),
      "the TLS activation ACT1, which the stack does not know, already serves it with CERT2",
    ],
    [ownCertificate({ active: activation("CERT2"), takesOver: true }), undefined],
    [ownCertificate({ active: activation("CERT2"), isOwn: true }), undefined],
    [ownCertificate({ active: activation() }), undefined],
    [ownCertificate(), undefined],
  ],
  "own-certificate-other-configuration": [
    [
      ownCertificate({ active: activation(), configuration: "CONF2" }),
      "configuration CONF2, but it is served with CONF1",
    ],
    [ownCertificate({ active: activation(), configuration: "CONF1" }), undefined],
    [ownCertificate({ active: activation() }), undefined],
    [ownCertificate({ configuration: "CONF2" }), undefined],
  ],
  "own-certificate-not-served": [
    [madeOwnCertificate({ active: undefined }), "someone has disabled TLS for it at Fastly"],
    [
      madeOwnCertificate({ active: activation("CERT2") }),
      "is served with the certificate CERT2 instead of CERT1: someone changed it at Fastly",
    ],
    [madeOwnCertificate({ active: undefined, isInState: false }), "out (by --target or --exclude)"],
    [madeOwnCertificate(), undefined],
  ],
  "own-certificate-ends-soon": [
    [
      madeOwnCertificate({ now: Date.parse("2026-12-02T00:00:00Z") }),
      "expires at 2027-01-01T00:00:00.000Z, and nobody",
    ],
    [madeOwnCertificate({ now: Date.parse("2026-12-01T23:59:59Z") }), undefined],
    [madeOwnCertificate({ uploaded: undefined }), undefined],
  ],
};
