import { undeclared } from "../adopt/undeclared";
import type { FastlyClient } from "../fastly/client";
import { readDictionaryItems } from "../fastly/items";
import { lookUpService, type ServiceDetails } from "../fastly/service";
import { readPackageLanguage } from "../fastly/version";
import { readWhole } from "../live/blocks";
import type { Blocks } from "../setup/lines";
import { commandError } from "./errors";
import { secretsOf } from "./secrets";

/** A live service, as far as a program can declare it. */
export interface AdoptedService {
  id: string;
  details: ServiceDetails;
  /** The version that was read: the active one, or else the newest. */
  version: number;
  blocks: Blocks;
  /** Lines of arguments, without those of dictionaries. */
  lines: string[];
  /** Texts that name each thing that no argument can declare. */
  undeclarable: string[];
  /** The values that the lines leave to the configuration, by their keys in it. */
  secrets: Map<string, string>;
  /** The items of dictionaries, by the dictionaries' names. */
  items: Map<string, Record<string, string>>;
  /** The dictionaries with items that nobody can read. */
  writeOnly: string[];
  /** The language that the package's manifest names. */
  language?: string;
}

/** Reads a service. @throws ComputeError when the service does not exist, or cannot be a `ComputeService`. */
export async function readService(client: FastlyClient, id: string): Promise<AdoptedService> {
  const details = await detailsOf(client, id);
  const { version } = details;
  if (version === undefined) {
    throw commandError("adopted-service-empty", { id });
  }
  const { version: content, blocks } = await readWhole(client, id, version);
  const readable = content.dictionaries.filter(({ writeOnly }) => !writeOnly);
  const items = await Promise.all(
    readable.map(async (each) => [each.name, await readDictionaryItems(client, id, each.id)] as const),
  );
  const typeOf = (link: string) => content.links.find(({ name }) => name === link)?.resource_type;
  const { lines, undeclarable } = undeclared(blocks, { dictionaries: blocks.dictionaries }, typeOf);
  return {
    id,
    details,
    version,
    blocks,
    lines,
    undeclarable,
    secrets: secretsOf(blocks, lines),
    items: new Map(items),
    writeOnly: content.dictionaries.filter(({ writeOnly }) => writeOnly).map(({ name }) => name),
    language: await readPackageLanguage(client, id, version),
  };
}

/** @throws ComputeError when this Compute service does not exist. */
export async function detailsOf(client: FastlyClient, id: string): Promise<ServiceDetails> {
  const found = await lookUpService(client, id);
  if (found.state === "unknown") {
    throw found.error;
  }
  if (found.state === "gone") {
    throw commandError("adopted-service-missing", { id });
  }
  if (found.service.type !== "wasm") {
    throw commandError("adopted-service-vcl", { id, called: found.service.name });
  }
  return found.service;
}
