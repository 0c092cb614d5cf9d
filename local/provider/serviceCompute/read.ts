import { isNotFound } from "../apiError";
import type { Context } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { readParts } from "./blocks";

/** `GET /service/:id/details`, as far as the provider reads it. */
interface ServiceDetails {
  name?: string;
  comment?: string;
  type?: string;
  deleted_at?: string | null;
  active_version?: Version | null;
  version?: Version | null;
  environments?: { name?: string; active_version?: number }[] | null;
}

interface Version {
  number?: number;
  comment?: string | null;
}

/**
 * Reads a service from its active version, or from `clonedVersion` when the provider does not activate. After a foreign
 * activation it reads everything. Without an active version it does not read the blocks of the state.
 */
export async function readService(data: ResourceData, context: Context): Promise<void> {
  const details = await detailsOf(data, context);
  if (details.deleted_at) {
    data.id = "";
    return;
  }
  if (details.type !== "wasm") {
    throw new Error(`service type mismatch in READ, expected: wasm, got: ${details.type}`);
  }
  if (details.name !== undefined) data.set("name", details.name);
  if (details.comment !== undefined) data.set("comment", details.comment);
  const version = versionToRead(data, details);
  if (version) await readParts(data, { ...context, serviceId: data.id, version });
  const staged = details.environments?.find(({ name }) => name === "staging")?.active_version;
  if (staged !== undefined) data.set("stagedVersion", staged);
  data.set("imported", false);
  data.set("forceRefresh", false);
}

async function detailsOf(data: ResourceData, { client }: Context): Promise<ServiceDetails> {
  try {
    return (await client.send("GET", ["service", data.id, "details"])) as ServiceDetails;
  } catch (error) {
    // The provider forgets the id, and still fails.
    if (isNotFound(error)) data.id = "";
    throw error;
  }
}

function versionToRead(data: ResourceData, details: ServiceDetails): number | undefined {
  const activate = data.bool("activate");
  const active = details.active_version;
  if (typeof active?.comment === "string") data.set("versionComment", active.comment);
  if (active?.number !== undefined) {
    if (activate && data.int("activeVersion") !== active.number) data.set("forceRefresh", true);
    data.set("activeVersion", active.number);
  }
  let version = active?.number;
  if (data.int("clonedVersion") === 0) {
    version ??= details.version?.number;
    data.set("clonedVersion", version ?? null);
  }
  if (!activate) return data.int("clonedVersion");
  if (version !== undefined) data.set("clonedVersion", version);
  return version;
}
