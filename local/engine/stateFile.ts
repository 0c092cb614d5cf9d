import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FILE_LIMITS, readRegularText, whyUnread } from "pulumi-fastly-compute/internal";
import { misfit, optional, type Shape } from "../shape";
import { type Encryption, passphraseEncryption } from "./encryption";
import { SECRET_SIGNATURE, SIGNATURE, UNKNOWN_STRING } from "./marshal";
import { engineStateError } from "./stateErrors";
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
 * Opens a state file: JSON in the shape of Pulumi's deployment version 3, with one resource per line. Secrets in it are
 * encrypted. A missing file is an empty stack.
 */
export function openStateFile(path: string, passphrase: string): StateFile {
  const text = existsSync(path) ? readText(path) : undefined;
  const deployment = text === undefined ? undefined : parseDeployment(path, text);
  let encryption: Encryption | undefined;
  const salt = deployment?.secrets_providers?.state?.salt;
  const opened = () => {
    encryption ??= passphraseEncryption(passphrase, salt);
    return encryption;
  };
  // The serialized form of each resource: an unchanged resource is not encrypted and serialized again.
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
      const temporary = `${path}.${process.pid}.tmp`;
      const content =
        `{"version":3,"deployment":{"manifest":${JSON.stringify({ time: new Date().toISOString(), magic: "", version: "" })}` +
        (secretsProvider === undefined
          ? ""
          : `,"secrets_providers":{"type":"passphrase","state":${JSON.stringify({ salt: secretsProvider })}}`) +
        `,"resources":[${block(resourceLines)}],"pending_operations":[${block(pendingLines)}],"metadata":{}}}\n`;
      try {
        await replace(path, temporary, content).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== "ENOENT") throw error;
          await makeDirectory(dirname(path));
          await replace(path, temporary, content);
        });
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}

async function replace(path: string, temporary: string, content: string): Promise<void> {
  await writeFile(temporary, content, { mode: 0o600 });
  await rename(temporary, path);
}

async function makeDirectory(path: string): Promise<void> {
  if ((await mkdir(path, { recursive: true, mode: 0o700 })) !== undefined) {
    // This directory was made for the state and has nothing else. It has secrets under an empty passphrase, so git must
    // ignore it.
    await writeFile(join(path, ".gitignore"), "*\n");
  }
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
  let saved: { version?: number; deployment?: Deployment } | undefined;
  try {
    saved = JSON.parse(text);
  } catch {
    throw unfit(path, "is not JSON");
  }
  const wrong = saved?.version === 3 ? misfit(saved, DEPLOYMENT) : "version";
  if (wrong !== undefined || saved?.deployment === undefined) throw unfit(path, `is not what it has to be at ${wrong}`);
  return saved.deployment;
}

function readText(path: string): string {
  try {
    return readRegularText(path, FILE_LIMITS.data);
  } catch (error) {
    throw unfit(path, whyUnread(error));
  }
}

function unfit(path: string, why: string): Error {
  return engineStateError("state-unfit", { path, why });
}

const urns: Shape = { list: "text" };

const resource: Shape = {
  object: {
    urn: "text",
    type: "text",
    id: optional("text"),
    inputs: optional("object"),
    outputs: optional("object"),
    dependencies: optional(urns),
    propertyDependencies: optional({ record: urns }),
    parent: optional("text"),
    provider: optional("text"),
    deletedWith: optional("text"),
    additionalSecretOutputs: optional(urns),
    beforeDelete: optional(urns),
    onError: optional(urns),
    afterDelete: optional(urns),
  },
};

/** The shape that the engine needs of a state. */
const DEPLOYMENT: Shape = {
  object: {
    deployment: {
      object: {
        secrets_providers: optional({ object: { state: optional({ object: { salt: optional("text") } }) } }),
        resources: optional({ list: resource }),
        pending_operations: optional({ list: { object: { type: "text", resource } } }),
      },
    },
  },
};

/** @throws ComputeError for a ciphertext that was cut off or changed. */
function openSecret({ decrypt }: Encryption, ciphertext: string): Value {
  try {
    return JSON.parse(decrypt(ciphertext)) as Value;
  } catch {
    throw engineStateError("state-secret-unreadable");
  }
}

function fromJson(json: JsonResource, encryption: () => Encryption): StoredResource {
  const { inputs, outputs, dependencies, propertyDependencies, ...rest } = json;
  const decrypted = (map: PropertyMap | undefined) =>
    mapProperties(map ?? {}, (value) =>
      mapValue(value, (inner) =>
        isMap(inner) && inner[SIGNATURE] === SECRET_SIGNATURE
          ? new Secret(withSecrets(openSecret(encryption(), String(inner.ciphertext))))
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

/**
 * A secret inside a secret keeps its mark, but is not encrypted again: the whole is encrypted. The real engine does the
 * same.
 */
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
