import type { FastlyClient } from "../fastly/client";
import { snakeCase } from "../fastly/snakeCase";
import { type LiveVersion, readVersion } from "../fastly/version";
import { packageSchema, referenced, type TypeSpec, typeAt } from "../plan/schema";
import { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
import { NEW_IN_12 } from "../setup/backendSettings";
import { OWN_KINDS } from "../setup/kinds";
import type { Block, Blocks } from "../setup/lines";
import type { Place } from "../setup/places";

/** Everything that a version can have, by path in the API. */
const PLACES = OWN_KINDS.flatMap(([, { places }]) => places);

/** A whole service as it is at Fastly. */
export interface WholeService {
  version: LiveVersion;
  /** The same in the form of the provider's blocks. */
  blocks: Blocks;
}

/** Reads everything of a version, and everything of the service that belongs to no version. */
export async function readWhole(client: FastlyClient, id: string, version: number): Promise<WholeService> {
  const [content, ...unversioned] = await Promise.all([
    readVersion(client, id, version, PLACES),
    ...OWN_KINDS.map(async ([, { single }]) => (await single?.read(client, id, version)) ?? {}),
  ]);
  return { version: content, blocks: Object.assign(blocksOfVersion(content), ...unversioned) };
}

/** The contents of a version as the provider's blocks, typed by the arguments that declare them. */
function blocksOfVersion({ things, links }: LiveVersion, major: ProviderMajor = providerMajor()): Blocks {
  const lists = PLACES.map((place): [string, Block[]] => [
    place.property,
    (things[place.path] ?? []).map((thing) => blockOf(place, thing, major)),
  ]);
  const resourceLinks = links.map(({ name, resource_id, id }) => ({ name, resourceId: resource_id, linkId: id }));
  return Object.fromEntries([...lists, ["resourceLinks", resourceLinks]].filter(([, list]) => list?.length));
}

function blockOf(place: Place, thing: { name: string }, major: ProviderMajor): Block {
  const values = new Map<string, unknown>(Object.entries(thing));
  const block: Block = { name: thing.name };
  for (const [setting, type] of settingsAt(place)) {
    const value = values.get(place.names?.[setting] ?? snakeCase(setting));
    const isRead = !place.notRead?.includes(setting) && (major >= 12 || !NEW_IN_12.includes(setting as never));
    if (isRead && value !== undefined && value !== null) {
      block[setting] = decoded(type, value);
    }
  }
  for (const text of place.otherTexts ?? []) {
    block[text] = values.get(text) || undefined;
  }
  return block;
}

function settingsAt({ settings }: Place): [string, TypeSpec][] {
  const type = settings && typeAt(settings);
  return Object.entries((type && referenced(packageSchema(), type)?.properties) ?? {}).filter(
    ([name, { $ref }]) => name !== "name" && $ref === undefined,
  );
}

/** The API may send numbers as strings, and booleans as 0 and 1. The provider accepts both. */
function decoded({ type }: TypeSpec, value: unknown): unknown {
  switch (type) {
    case "integer":
    case "number":
      return Number(value);
    case "boolean":
      return value === true || value === "true" || value === 1 || value === "1";
    case "array":
      return Array.isArray(value) ? value.map(String) : [];
    default:
      return String(value);
  }
}
