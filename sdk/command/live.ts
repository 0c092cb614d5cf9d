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
  /** The version that is read: the active one, or the newest. */
  version: number;
  blocks: Blocks;
  /** Lines for the arguments, without those of dictionaries. */
  lines: string[];
  /** What no argument can declare, in words. */
  undeclarable: string[];
  /** The values that the lines leave to the configuration, by their keys there. */
  secrets: Map<string, string>;
  /** The items of dictionaries, by the dictionaries' names. */
  items: Map<string, Record<string, string>>;
  /** The dictionaries whose items nobody can read. */
  writeOnly: string[];
  /** The language that the package says it is written in. */
  language?: string;
}

/** Reads a service. @throws ComputeError when there is none, or none that a `ComputeService` can be. */
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

/** @throws ComputeError when there is no such Compute service. */
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
