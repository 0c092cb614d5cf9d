import { createHash, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";

/** The facts that Fastly reads from an uploaded certificate, in its own words. */
export interface CertificateFacts {
  /** The DNS names in the certificate. */
  domains: string[];
  issued_to: string;
  issuer: string;
  not_after: string;
  not_before: string;
  serial_number: string;
  signature_algorithm: string;
  /** Identifies its private key. */
  public_key_sha1: string;
}

export interface KeyFacts {
  key_length: number;
  key_type: string;
  public_key_sha1: string;
}

/** The first certificate of a PEM. Undefined when there is none. The certificates after it lead to its root. */
export function readCertificate(pem: string): CertificateFacts | undefined {
  const [certificate] = chainOf(pem);
  if (certificate === undefined) {
    return undefined;
  }
  const { subject, issuer } = certificate.toLegacyObject() as unknown as Record<string, { CN?: string }>;
  return {
    domains: (certificate.subjectAltName ?? "")
      .split(", ")
      .flatMap((name) => (name.startsWith("DNS:") ? [name.slice("DNS:".length).toLowerCase()] : [])),
    issued_to: subject?.CN ?? "",
    issuer: issuer?.CN ?? "",
    not_after: new Date(certificate.validTo).toISOString(),
    not_before: new Date(certificate.validFrom).toISOString(),
    serial_number: BigInt(`0x${certificate.serialNumber}`).toString(),
    signature_algorithm: signatureAlgorithm(certificate.raw),
    public_key_sha1: publicKeySha1(certificate.publicKey),
  };
}

/** Undefined when the PEM is no private key. */
export function readPrivateKey(pem: string): KeyFacts | undefined {
  try {
    const key = createPrivateKey(pem);
    return {
      key_length: key.asymmetricKeyDetails?.modulusLength ?? 0,
      key_type: String(key.asymmetricKeyType).toUpperCase(),
      public_key_sha1: publicKeySha1(createPublicKey(pem)),
    };
  } catch {
    return undefined;
  }
}

/** Whether the last certificate of a PEM is a publicly trusted root, or is issued by one. */
export function endsAtTrustedRoot(pem: string): boolean {
  const last = chainOf(pem).at(-1);
  return (
    last !== undefined &&
    rootCertificates.some((text) => {
      const root = new X509Certificate(text);
      return root.fingerprint256 === last.fingerprint256 || (last.checkIssued(root) && last.verify(root.publicKey));
    })
  );
}

function chainOf(pem: string): X509Certificate[] {
  try {
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}

/** The hash of the PEM, with its last line break, as in the recordings of go-fastly. */
function publicKeySha1(key: KeyObject): string {
  return createHash("sha1")
    .update(key.export({ type: "spki", format: "pem" }))
    .digest("hex");
}

/** The names of signature algorithms by object identifier. They are Go's names. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  "2a864886f70d010105": "SHA1-RSA",
  "2a864886f70d01010b": "SHA256-RSA",
  "2a864886f70d01010c": "SHA384-RSA",
  "2a864886f70d01010d": "SHA512-RSA",
  "2a8648ce3d040302": "ECDSA-SHA256",
  "2a8648ce3d040303": "ECDSA-SHA384",
  "2a8648ce3d040304": "ECDSA-SHA512",
  "2b6570": "Ed25519",
};

/** Node 20 does not give the algorithm. The algorithm is the first element after the signed part. */
function signatureAlgorithm(der: Buffer): string {
  const certificate = element(der, 0);
  const signed = element(der, certificate.start);
  const algorithm = element(der, signed.end);
  const identifier = element(der, algorithm.start);
  return ALGORITHMS[der.toString("hex", identifier.start, identifier.end)] ?? "";
}

/** The start and end of the content of a DER element. */
function element(der: Buffer, at: number): { start: number; end: number } {
  const length = der[at + 1] ?? 0;
  const more = length < 0x80 ? 0 : length - 0x80;
  const start = at + 2 + more;
  return { start, end: start + (more === 0 ? length : der.readUIntBE(at + 2, more)) };
}
