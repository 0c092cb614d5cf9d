import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { anyPartChanged, writeParts } from "./blocks";
import { readService } from "./read";

const INITIAL_VERSION = 1;

export async function createService(data: ResourceData, context: Context): Promise<void> {
  const form = { name: data.string("name"), comment: data.string("comment"), type: "wasm" };
  const service = (await context.client.send("POST", ["service"], { form })) as { id?: string };
  if (!service.id) throw new Error("error: service.ServiceID is nil");
  data.id = service.id;
  data.set("clonedVersion", INITIAL_VERSION);
  await updateService(data, context);
}

/**
 * Name and comment belong to the service, everything else to a version. A change of a version is made in a clone of
 * `clonedVersion`, which is then validated and activated. Provider 11 forgets a change of name or comment when it does
 * not activate. A failure leaves the clone as a draft, and the state with the old version numbers and the new blocks.
 */
export async function updateService(data: ResourceData, context: Context): Promise<void> {
  const { client } = context;
  const service = ["service", data.id];
  const options = { lock: data.id };
  const activate = data.bool("activate");
  const isIndependent = context.major >= 12 || activate;
  if (isIndependent && (data.hasChange("name") || data.hasChange("comment"))) {
    const form = { ServiceID: data.id, name: data.string("name"), comment: data.string("comment") };
    await client.send("PUT", service, { ...options, form });
  }
  const changed = anyPartChanged(data, context.major);
  if (data.hasChange("versionComment") && (!changed || data.isNew)) {
    await commentVersion(data, context, data.int("clonedVersion"));
  }
  if (changed) await updateVersion(data, context);
  const version = data.int("clonedVersion");
  if (activate && version !== data.int("activeVersion")) {
    await client.send("PUT", [...service, "version", version, "activate"], options).catch((error) => {
      throw new Error(`error activating version (${version}): ${error.message}`, { cause: error });
    });
    data.set("activeVersion", version);
  }
  await readService(data, context);
}

async function updateVersion(data: ResourceData, context: Context): Promise<void> {
  const { client } = context;
  const version = data.isNew ? INITIAL_VERSION : await editableVersion(data, context);
  await writeParts(data, { ...context, serviceId: data.id, version });
  const stage = data.bool("stage");
  if (data.bool("activate") || stage) await validate(data, context, version);
  data.set("clonedVersion", version);
  if (!stage) return;
  const path = ["service", data.id, "version", version, "activate", "staging"];
  await client.send("PUT", path, { lock: data.id }).catch((error) => {
    throw new Error(`error staging version (${version}): ${error.message}`, { cause: error });
  });
  data.set("stagedVersion", version);
}

/** A clone of the latest known version. A draft on the staging network is edited itself instead. */
async function editableVersion(data: ResourceData, context: Context): Promise<number> {
  const { client } = context;
  const latest = data.int("clonedVersion");
  const path = ["service", data.id, "version", latest];
  const { locked } = (await client.send("GET", path)) as { locked?: boolean };
  if (locked === undefined) throw new Error("error: latest service version 'locked' is nil");
  if (data.bool("stage") && !locked) return latest;
  const clone = (await client.send("PUT", [...path, "clone"], { lock: data.id })) as { number?: number };
  if (clone.number === undefined) throw new Error("error: cloned service version number is nil");
  await delay(context.cloneDelayMs);
  if (data.string("versionComment") !== "") await commentVersion(data, context, clone.number);
  return clone.number;
}

async function commentVersion(data: ResourceData, { client }: Context, version: number): Promise<void> {
  const form = { comment: data.string("versionComment") };
  await client.send("PUT", ["service", data.id, "version", version], { form, lock: data.id });
}

async function validate(data: ResourceData, { client }: Context, version: number): Promise<void> {
  const answer = await client.send("GET", ["service", data.id, "version", version, "validate"]).catch((error) => {
    throw new Error(`error checking validation: ${error.message}`, { cause: error });
  });
  const { status, msg } = answer as { status?: string; msg?: string };
  if (status !== "ok") throw new Error(`invalid configuration for Fastly Service (${data.id}): ${msg ?? ""}`);
}
