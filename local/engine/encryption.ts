import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { engineStateError } from "./stateErrors";

/** Encrypts the secrets of one state file. */
export interface Encryption {
  /** Kept in the state file. It makes the same key from the same passphrase, and reveals a wrong passphrase. */
  readonly salt: string;
  encrypt(plaintext: string): string;
  decrypt(ciphertext: string): string;
}

const CHECK = "pulumi";

/** AES-256-GCM with a key that scrypt makes from the passphrase. Without `salt`, a new one is made. */
export function passphraseEncryption(passphrase: string, salt?: string): Encryption {
  const saltBytes = salt === undefined ? newSalt(passphrase) : Buffer.from(salt.split(":")[1] ?? "", "base64");
  const key = keyOf(passphrase, saltBytes);

  const encrypt = (plaintext: string) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  };

  const decrypt = (ciphertext: string) => {
    const [, nonce = "", sealed = ""] = ciphertext.split(":");
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-16));
    return decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
  };

  if (salt !== undefined) {
    try {
      decrypt(salt.split(":").slice(2).join(":"));
    } catch {
      throw engineStateError("state-passphrase-wrong");
    }
  }
  return { salt: salt ?? `v1:${saltBytes.toString("base64")}:${encrypt(CHECK)}`, encrypt, decrypt };
}

/** The salt of the new state files of this process, by passphrase. Tests would otherwise make many keys. */
const salts = new Map<string, Buffer>();

function newSalt(passphrase: string): Buffer {
  const salt = salts.get(passphrase) ?? randomBytes(16);
  salts.set(passphrase, salt);
  return salt;
}

/** Making a key is slow by design, and each run opens the same file again. So this process keeps its keys. */
const keys = new Map<string, Buffer>();

function keyOf(passphrase: string, salt: Buffer): Buffer {
  const name = JSON.stringify([passphrase, salt.toString("base64")]);
  const key = keys.get(name) ?? scryptSync(passphrase, salt, 32);
  keys.set(name, key);
  return key;
}
