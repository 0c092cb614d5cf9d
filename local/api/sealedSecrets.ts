import { generateKeyPairSync, sign } from "node:crypto";

/** A key with which a client encrypts secrets before it sends them, as Fastly's API describes it. */
export interface ClientKey {
  public_key: string;
  signature: string;
  expires_at: string;
}

/** The keys of clients, and the key that signs them. At Fastly a client key expires after 10 minutes. */
export interface ClientKeys {
  /** The key that signs client keys: an Ed25519 public key in base64. */
  signingKey: string;
  create(now: Date): Promise<ClientKey>;
  /** Decrypts a secret, in base64. Undefined when the client key is unknown or expired, or does not fit. */
  open(sealed: string, publicKey: string, now: Date): Promise<string | undefined>;
}

const LASTS_MS = 600_000;

/** The keys of one local Fastly. No file keeps them: a client requests one right before it uses it. */
export function createClientKeys(): ClientKeys {
  const signing = generateKeyPairSync("ed25519");
  const keys = new Map<string, { privateKey: Uint8Array; ends: number }>();
  return {
    signingKey: raw(signing.publicKey.export({ format: "der", type: "spki" })).toString("base64"),
    async create(now) {
      const { crypto_box_keypair } = await sodium();
      const { publicKey, privateKey } = crypto_box_keypair();
      const public_key = Buffer.from(publicKey).toString("base64");
      const ends = now.getTime() + LASTS_MS;
      keys.set(public_key, { privateKey, ends });
      return {
        public_key,
        signature: sign(null, publicKey, signing.privateKey).toString("base64"),
        expires_at: new Date(ends).toISOString(),
      };
    },
    async open(sealed, publicKey, now) {
      const key = keys.get(publicKey);
      if (key === undefined || key.ends < now.getTime()) {
        return undefined;
      }
      const { crypto_box_seal_open } = await sodium();
      try {
        const opened = crypto_box_seal_open(
          Buffer.from(sealed, "base64"),
          Buffer.from(publicKey, "base64"),
          key.privateKey,
        );
        return Buffer.from(opened).toString("base64");
      } catch {
        return undefined;
      }
    },
  };
}

/** The last 32 bytes of a key's DER are the key. */
function raw(der: Buffer): Buffer {
  return der.subarray(-32);
}

/** Loaded at the first request that needs it, as it takes a moment. */
async function sodium(): Promise<typeof import("libsodium-wrappers")> {
  const library = require("libsodium-wrappers") as typeof import("libsodium-wrappers");
  await library.ready;
  return library;
}
