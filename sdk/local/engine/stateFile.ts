import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ComputeError } from "../../errors";
import { type Encryption, passphraseEncryption } from "./encryption";
import { SECRET_SIGNATURE, SIGNATURE, UNKNOWN_STRING } from "./marshal";
import type { PendingOperation, StoredResource } from "./storedResource";
import { type PropertyMap, Secret, Unknown, type Value } from "./value";
import { isMap, mapProperties, mapValue } from "./values";

export interface Checkpoint {
  resources: StoredResource[];
  pending: PendingOperation[];
}

export interface StateFile {
  readonly initial: Checkpoint;
  /** Replaces the file in one step: a reader, or a run after a crash, sees the old content or the new. */
  write(checkpoint: Checkpoint): Promise<void>;
}

type JsonResource = { [key: string]: Value } & Omit<StoredResource, "external">;

/**
 * Opens a state file: JSON in the shape of Pulumi's deployment version 3, one resource per line. Secrets in it are
 * encrypted. A missing file is an empty stack.
 */
export function openStateFile(path: string, passphrase: string): StateFile {
  const text = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const deployment = text === undefined ? undefined : parseDeployment(path, text);
  let encryption: Encryption | undefined;
  const salt = deployment?.secrets_providers?.state?.salt;
  const opened = () => {
    encryption ??= passphraseEncryption(passphrase, salt);
    return encryption;
  };
  // Serialized forms by resource: an unchanged resource is neither encrypted nor stringified again.
  const lines = new WeakMap<StoredResource, string>();

  const load = (json: JsonResource) => {
    const resource = fromJson(json, opened);
    lines.set(resource, JSON.stringify(json));
    return resource;
  };
  const line = (resource: StoredResource) => {
    const known = lines.get(resource);
    if (known !== undefined) return known;
    const made = JSON.stringify(toJson(resource, opened));
    lines.set(resource, made);
    return made;
  };

  return {
    initial: {
      resources: (deployment?.resources ?? []).map(load),
      pending: (deployment?.pending_operations ?? []).map(({ type, resource }) => ({ type, resource: load(resource) })),
    },
    async write({ resources, pending }) {
      const resourceLines = resources.map(line);
      const pendingLines = pending.map(({ type, resource }) => `{"type":"${type}","resource":${line(resource)}}`);
      const secretsProvider = encryption?.salt ?? salt;
      if ((await mkdir(dirname(path), { recursive: true, mode: 0o700 })) !== undefined) {
        // A directory that is made for it holds nothing else, and there are secrets in it, under an empty passphrase.
        await writeFile(join(dirname(path), ".gitignore"), "*\n");
      }
      const temporary = `${path}.${process.pid}.tmp`;
      await writeFile(
        temporary,
        `{"version":3,"deployment":{"manifest":${JSON.stringify({ time: new Date().toISOString(), magic: "", version: "" })}` +
          (secretsProvider === undefined
            ? ""
            : `,"secrets_providers":{"type":"passphrase","state":${JSON.stringify({ salt: secretsProvider })}}`) +
          `,"resources":[${block(resourceLines)}],"pending_operations":[${block(pendingLines)}],"metadata":{}}}\n`,
        { mode: 0o600 },
      );
      await rename(temporary, path);
    },
  };
}

function block(lines: string[]): string {
  return lines.length === 0 ? "" : `\n${lines.join(",\n")}\n`;
}

interface Deployment {
  secrets_providers?: { type: string; state?: { salt?: string } };
  resources?: JsonResource[];
  pending_operations?: { type: PendingOperation["type"]; resource: JsonResource }[];
}

function parseDeployment(path: string, text: string): Deployment {
  try {
    const { version, deployment } = JSON.parse(text) as { version?: number; deployment?: Deployment };
    if (version === 3 && deployment !== undefined) return deployment;
  } catch {
    // Falls through to the error below, which says the same for text that is not JSON.
  }
  throw new ComputeError(
    `${path} is not a state file of the embedded engine.`,
    "Name another file, or remove this one if the stack that it belonged to is gone.",
  );
}

function fromJson(json: JsonResource, encryption: () => Encryption): StoredResource {
  const { inputs, outputs, dependencies, propertyDependencies, ...rest } = json;
  const decrypted = (map: PropertyMap | undefined) =>
    mapProperties(map ?? {}, (value) =>
      mapValue(value, (inner) =>
        isMap(inner) && inner[SIGNATURE] === SECRET_SIGNATURE
          ? new Secret(withSecrets(JSON.parse(encryption().decrypt(String(inner.ciphertext))) as Value))
          : undefined,
      ),
    );
  return {
    ...rest,
    inputs: decrypted(inputs),
    outputs: decrypted(outputs),
    dependencies: dependencies ?? [],
    propertyDependencies: propertyDependencies ?? {},
  };
}

function toJson(resource: StoredResource, encryption: () => Encryption): object {
  const encrypted = (map: PropertyMap) =>
    mapProperties(map, (value) =>
      mapValue(value, (inner) => {
        if (inner instanceof Unknown) return UNKNOWN_STRING;
        if (!(inner instanceof Secret)) return undefined;
        const plaintext = JSON.stringify(withSignatures(inner.value));
        return { [SIGNATURE]: SECRET_SIGNATURE, ciphertext: encryption().encrypt(plaintext) };
      }),
    );
  return { ...resource, inputs: encrypted(resource.inputs), outputs: encrypted(resource.outputs) };
}

/** A secret inside of one is marked as one and, as the whole is encrypted, not encrypted again: as the real engine does. */
function withSignatures(value: Value): Value {
  return mapValue(value, (inner) =>
    inner instanceof Secret
      ? { [SIGNATURE]: SECRET_SIGNATURE, ciphertext: JSON.stringify(withSignatures(inner.value)) }
      : undefined,
  );
}

/** The inverse. */
function withSecrets(value: Value): Value {
  return mapValue(value, (inner) =>
    isMap(inner) && inner[SIGNATURE] === SECRET_SIGNATURE
      ? new Secret(withSecrets(JSON.parse(String(inner.ciphertext)) as Value))
      : undefined,
  );
}
