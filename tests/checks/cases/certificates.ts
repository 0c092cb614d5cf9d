import type { CertificateChange, MadeCertificate } from "../../../sdk/checks/certificates";
import type { Cases } from "../case";

/** A change of a certificate with the authority `certainly` and the configuration CONF1. */
function certificateChange(declared: object, state = "issued"): CertificateChange {
  const before = { domains: ["www.example.com"], authority: "certainly", configurationId: "CONF1" };
  const certificate = { certificateId: "CERT1", configurationId: "CONF1", notAfter: undefined, waiting: [] };
  const live = async () => ({ state, ...certificate });
  return { name: "www", before, declared: { ...before, ...declared }, live };
}

/** The same for a certificate that was made without a configuration, and got CONF1. */
function withoutConfiguration(configurationId: unknown): CertificateChange {
  const change = certificateChange({ configurationId });
  return { ...change, before: { ...change.before, configurationId: undefined } };
}

function madeCertificate(state: string | undefined, given: object = {}): MadeCertificate {
  const live = state && { state, certificateId: "CERT1", notAfter: "2026-12-01T00:00:00Z", waiting: [] };
  const is = { name: "www", subscription: "SUB1", domains: ["www.example.com"] };
  const now = Date.parse("2026-06-01T00:00:00Z");
  return { ...is, live, missing: [], isWaitedFor: false, now, ...given } as MadeCertificate;
}

export const CASES: Cases = {
  "certificate-cannot-change": [
    [certificateChange({ authority: "lets-encrypt" }), "would change its [authority] from certainly to lets-encrypt"],
    [certificateChange({ configurationId: "CONF2" }), "would change its [configurationId] from CONF1 to CONF2"],
    [certificateChange({ configurationId: undefined }), "from CONF1 to none"],
    [withoutConfiguration("CONF2"), "from none to CONF2"],
    [withoutConfiguration("CONF1"), undefined],
    [withoutConfiguration(undefined), undefined],
    [withoutConfiguration({ "what is": "not known yet" }), undefined],
    [certificateChange({}), undefined],
  ],
  "certificate-renewing": [
    [certificateChange({ domains: ["a.example.com"] }, "renewing"), "while it is renewing"],
    [certificateChange({ domains: ["a.example.com"] }, "issued"), undefined],
    [certificateChange({ domains: ["a.example.com"] }, "pending"), undefined],
    [certificateChange({}, "renewing"), undefined],
  ],
  "certificate-gone": [
    [madeCertificate(undefined), "was deleted at Fastly"],
    [madeCertificate("pending"), undefined],
  ],
  "certificate-failed": [
    [madeCertificate("failed"), "The authority has refused the certificate"],
    [madeCertificate("pending"), undefined],
    [madeCertificate(undefined), undefined],
  ],
  "certificate-ended": [
    [
      madeCertificate("renewing", { now: Date.parse("2026-12-01T00:00:00Z") }),
      "expired at 2026-12-01T00:00:00Z and is",
    ],
    [madeCertificate("renewing"), undefined],
    [madeCertificate(undefined), undefined],
  ],
  "certificate-pending": [
    [madeCertificate("pending"), "browsers refuse https://www.example.com until then"],
    [madeCertificate("renewing"), "browsers accept the present one"],
    [madeCertificate("issued", { isWaitedFor: true }), undefined],
    [madeCertificate("pending", { isWaitedFor: true }), undefined],
    [madeCertificate("issued"), undefined],
  ],
  "certificate-not-issued": [
    [madeCertificate("pending", { seconds: 60 }), "is pending after 60 seconds"],
    [madeCertificate(undefined, { seconds: 60 }), "is gone after 60 seconds"],
    [madeCertificate("issued", { seconds: 60 }), undefined],
  ],
};
