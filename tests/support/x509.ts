import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";

/** A new RSA key in PEM, as people upload it. */
export function newKey(): string {
  return generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
}

export interface CertificateOptions {
  key: string;
  /** The first name is also the common name. */
  domains: readonly string[];
  serial?: number;
  /** The first and the last moment of its validity. */
  from?: Date;
  ends?: Date;
  /** The signer. Default: the certificate itself. */
  issuer?: { key: string; name: string };
}

/**
 * A certificate in PEM. Default: valid for 90 days from 2026-01-01. OpenSSL is not everywhere, and Node makes no
 * certificates.
 */
export function certificateFor({ key, domains, serial = 131, from, ends, issuer }: CertificateOptions): string {
  const [name = ""] = domains;
  const subject = issuer?.name ?? name;
  const signed = sequence(
    tagged(0xa0, integer(2)),
    integer(serial),
    SHA256_RSA,
    named(subject),
    sequence(time(from ?? new Date("2026-01-01T00:00:00Z")), time(ends ?? new Date("2026-04-01T00:00:00Z"))),
    named(name),
    publicKeyOf(createPrivateKey(key)),
    tagged(0xa3, sequence(sequence(oid("551d11"), tagged(0x04, sequence(...domains.map(dnsName)))))),
  );
  const signature = sign("sha256", signed, issuer?.key ?? key);
  const der = sequence(signed, SHA256_RSA, tagged(0x03, Buffer.from([0]), signature));
  return new X509Certificate(der).toString();
}

const tagged = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
};
const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, ...parts);
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, "hex"));
const integer = (value: number): Buffer =>
  tagged(0x02, Buffer.from(value < 0x80 ? [value] : [value >> 8, value & 0xff]));
const time = (date: Date): Buffer =>
  tagged(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));
const dnsName = (name: string): Buffer => tagged(0x82, Buffer.from(name));
const named = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(oid("550403"), tagged(0x0c, Buffer.from(name)))));
const SHA256_RSA = sequence(oid("2a864886f70d01010b"), tagged(0x05));

function publicKeyOf(key: KeyObject): Buffer {
  const { n = "", e = "" } = key.export({ format: "jwk" });
  const number = (text: string) => {
    const bytes = Buffer.from(text, "base64url");
    return tagged(0x02, Buffer.from((bytes[0] ?? 0) >= 0x80 ? [0] : []), bytes);
  };
  const algorithm = sequence(oid("2a864886f70d010101"), tagged(0x05));
  return sequence(algorithm, tagged(0x03, Buffer.from([0]), sequence(number(n), number(e))));
}
