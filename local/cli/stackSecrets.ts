import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { configPath, inShell } from "pulumi-fastly-compute/internal";
import { projectError } from "./projectErrors";
import { isYamlMap } from "./yaml";

/** The iterations of Pulumi's passphrase secrets provider, unchanged since its beginnings. */
const ITERATIONS = 1_000_000;

/** The encrypted word in the salt that reveals a wrong passphrase. */
const CHECK = "pulumi";

/** The passphrase of `pulumi`, from the same variables. */
export function passphraseOf(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined) {
    return env.PULUMI_CONFIG_PASSPHRASE;
  }
  const file = env.PULUMI_CONFIG_PASSPHRASE_FILE;
  if (!file) {
    return undefined;
  }
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw projectError("passphrase-file-unreadable", { why: (error as NodeJS.ErrnoException).code });
  }
}

/** Making a key takes a sixth of a second, and `dev` reads the configuration at each save. */
const keys = new Map<string, Buffer>();

function keyOf(passphrase: string, salt: string): Buffer {
  const both = JSON.stringify([passphrase, salt]);
  const key = keys.get(both) ?? pbkdf2Sync(passphrase, Buffer.from(salt, "base64"), ITERATIONS, 32, "sha256");
  keys.set(both, key);
  return key;
}

/**
 * Decrypts the values that `pulumi config set --secret` has encrypted with a passphrase.
 *
 * @param salt the `encryptionsalt` of the stack's file.
 * @returns undefined when the passphrase is wrong.
 */
function openSealed(salt: string, passphrase: string): ((sealed: string) => string) | undefined {
  const [, saltText = "", ...check] = salt.split(":");
  const key = keyOf(passphrase, saltText);
  const open = (sealed: string) => {
    const [, nonce = "", text = ""] = sealed.split(":");
    const bytes = Buffer.from(text, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-16));
    return decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
  };
  try {
    return open(check.join(":")) === CHECK ? open : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Decrypts the encrypted values of a stack's file in place, and returns their keys. Like `pulumi`, it uses the
 * passphrase in the environment. When nothing needs a value that cannot be decrypted, the value is left out.
 *
 * @throws ComputeError with the ways to give the missing passphrase.
 */
export function openEncrypted(
  values: Map<string, unknown>,
  { file, salt, isNeeded }: { file: string; salt: string | undefined; isNeeded: boolean },
): string[] {
  const encrypted = [...values].filter(([, value]) => sealedIn(value).length > 0);
  const keys = encrypted.map(([key]) => key);
  const passphrase = encrypted.length === 0 || salt === undefined ? undefined : passphraseOf();
  const open = salt === undefined || passphrase === undefined ? undefined : openSealed(salt, passphrase);
  if (open === undefined && keys.length > 0 && isNeeded) {
    const why = passphrase === undefined ? "which only pulumi can read" : "which this passphrase does not decrypt";
    const commands = commandsThatSet(encrypted);
    throw projectError("encrypted-values-closed", { file, why, keys, commands, byPassphrase: salt !== undefined });
  }
  for (const [key, value] of encrypted) {
    if (open === undefined) {
      values.delete(key);
    } else {
      values.set(key, opened(value, open));
    }
  }
  return open === undefined ? [] : keys;
}

function commandsThatSet(encrypted: [key: string, value: unknown][]): string[] {
  return encrypted.flatMap(([key, value]) =>
    sealedIn(value).map((path) => {
      const [namespace = "", ...name] = key.split(":");
      return path.length === 0
        ? `pulumi config set --secret ${inShell(key)} <value>`
        : `pulumi config set --secret --path ${inShell(`${namespace}:${configPath([name.join(":"), ...path])}`)} <value>`;
    }),
  );
}

/** The paths of encrypted values inside a value: those are `{ secure: … }`. */
export function sealedIn(value: unknown): (string | number)[][] {
  if (Array.isArray(value)) {
    return value.flatMap((member, index) => sealedIn(member).map((path) => [index, ...path]));
  }
  if (!isYamlMap(value)) {
    return [];
  }
  return isSealed(value)
    ? [[]]
    : Object.entries(value).flatMap(([key, member]) => sealedIn(member).map((path) => [key, ...path]));
}

function isSealed(value: unknown): value is { secure: string } {
  return isYamlMap(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

function opened(value: unknown, open: (sealed: string) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((member) => opened(member, open));
  }
  if (isSealed(value)) {
    return open(value.secure);
  }
  return isYamlMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, opened(member, open)]))
    : value;
}
