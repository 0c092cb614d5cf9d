import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { passphraseEncryption } from "../engine/encryption";
import { makeStateDirectory } from "./stateDirectory";

/** A value that `config set` gives to the runs on this machine, or a key that `config rm` removes from them. */
export interface Setting {
  key: string;
  /** Whether the key is a path into a structured value. */
  path: boolean;
  /** Undefined: the key is removed. */
  value?: string;
  secret?: boolean;
}

interface Stored {
  settings: (Omit<Setting, "value" | "secret"> & { value?: string; sealed?: string })[];
  salt?: string;
}

/**
 * The settings are beside the stack's state and not in `Pulumi.<stack>.yaml`: experiments on a stand-in should not be
 * committed. Secrets are encrypted like those in the state.
 */
export function readSettings(stateDirectory: string, stack: string, passphrase: string): Setting[] {
  const { settings, salt } = read(fileOf(stateDirectory, stack));
  const seal = settings.some(({ sealed }) => sealed !== undefined) ? passphraseEncryption(passphrase, salt) : undefined;
  return settings.map(({ sealed, ...setting }) =>
    sealed === undefined || seal === undefined ? setting : { ...setting, value: seal.decrypt(sealed), secret: true },
  );
}

/** Adds a setting. It replaces one with the same key. */
export function keepSetting(stateDirectory: string, stack: string, passphrase: string, setting: Setting): void {
  const file = fileOf(stateDirectory, stack);
  const { settings, salt } = read(file);
  const { secret, value, ...place } = setting;
  const seal = secret ? passphraseEncryption(passphrase, salt) : undefined;
  const others = settings.filter(({ key, path }) => key !== place.key || path !== place.path);
  const kept = seal === undefined ? { ...place, value } : { ...place, sealed: seal.encrypt(value ?? "") };
  const stored: Stored = { settings: [...others, kept], salt: seal?.salt ?? salt };
  makeStateDirectory(stateDirectory);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, `${JSON.stringify(stored, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

function fileOf(stateDirectory: string, stack: string): string {
  return join(stateDirectory, stack, "config.json");
}

function read(file: string): Stored {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Stored) : { settings: [] };
}
