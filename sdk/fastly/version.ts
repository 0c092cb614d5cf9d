import { readList, readObject, type Shape } from "./answers";
import { deleteIfThere, type FastlyClient, undefinedIfUnknown, unusable } from "./client";

/** What one version of a service consists of. */
export interface LiveVersion {
  comment: string;
  packageHash?: string;
  /** What it has of the kinds that were asked for, by their places in the API. */
  things: Record<string, { name: string }[]>;
  /** The items of a write-only dictionary cannot be read. */
  dictionaries: { id: string; name: string; writeOnly: boolean }[];
  links: { id: string; name: string; resource_id: string; resource_type?: string }[];
}

/** What a service without a version has. */
export const EMPTY_VERSION: LiveVersion = { comment: "", things: {}, dictionaries: [], links: [] };

/** The files hash of a version's package; undefined when it has none, or there is no such version. */
export async function readPackageHash(client: FastlyClient, id: string, version: number): Promise<string | undefined> {
  return (await readPackageFacts(client, id, version))?.filesHash;
}

/** The same, with the size in bytes when Fastly tells it. */
export async function readPackageFacts(
  client: FastlyClient,
  id: string,
  version: number,
): Promise<{ filesHash: string; size?: number } | undefined> {
  const metadata = await readPackageMetadata(client, id, version);
  const filesHash = metadata?.files_hash;
  return filesHash === undefined ? undefined : { filesHash, size: Number(metadata?.size) || undefined };
}

/** The language that a version's package says it is written in; undefined when it says none, or there is no package. */
export async function readPackageLanguage(
  client: FastlyClient,
  id: string,
  version: number,
): Promise<string | undefined> {
  const language = (await readPackageMetadata(client, id, version))?.language;
  return typeof language === "string" ? language : undefined;
}

async function readPackageMetadata(client: FastlyClient, id: string, version: number) {
  const path = `/service/${encodeURIComponent(id)}/version/${version}/package`;
  type Answer = { metadata?: { files_hash?: string; size?: number; language?: unknown } | null };
  const found = await readObject<Answer>(client, path, { metadata: "object?" }).catch(undefinedIfUnknown);
  return found?.metadata ?? undefined;
}

/** What a version is linked to. */
export async function readLinks(client: FastlyClient, id: string, version: number): Promise<LiveVersion["links"]> {
  const path = `/service/${id}/version/${version}/resource`;
  return readList(client, path, { id: "string", name: "string", resource_id: "string" });
}

/** A kind of thing, by its place in the API below a version, and what an answer has to have. */
export interface PlaceInApi {
  path: string;
  shape?: Shape;
}

const DICTIONARY: PlaceInApi = { path: "dictionary", shape: { id: "string" } };

/** @param places of the kinds that are wanted, besides dictionaries and links. */
export async function readVersion(
  client: FastlyClient,
  id: string,
  version: number,
  places: PlaceInApi[] = [],
): Promise<LiveVersion> {
  const path = `/service/${id}/version/${version}`;
  const wanted = new Map([DICTIONARY, ...places].map((place) => [place.path, place.shape]));
  const [itself, packageHash, links, ...lists] = await Promise.all([
    readObject<{ comment?: string | null }>(client, path, { comment: "string?" }),
    readPackageHash(client, id, version),
    readLinks(client, id, version),
    ...[...wanted].map(
      async ([place, shape]): Promise<[string, { name: string }[]]> => [
        place,
        await readList(client, `${path}/${place}`, { name: "string", ...shape }),
      ],
    ),
  ]);
  const things = Object.fromEntries(lists);
  const dictionaries = (things[DICTIONARY.path] ?? []) as { id: string; name: string; write_only?: unknown }[];
  return {
    comment: itself.comment ?? "",
    packageHash,
    things,
    dictionaries: dictionaries.map(({ id, name, write_only }) => ({ id, name, writeOnly: isTrue(write_only) })),
    links,
  };
}

/** Fastly's API has yes and no in several forms. */
function isTrue(value: unknown): boolean {
  return value === true || value === "1" || value === "true";
}

/** The names of what a version has of a kind, by the kind's place in the API. */
export async function readNames(client: FastlyClient, id: string, version: number, kind: string): Promise<string[]> {
  const path = `/service/${id}/version/${version}/${kind}`;
  return (await readList<{ name: string }>(client, path, { name: "string" })).map(({ name }) => name);
}

/** The comment is the one thing that can be changed of a version that was activated. */
export async function commentVersion(
  client: FastlyClient,
  id: string,
  version: number,
  comment: string,
): Promise<void> {
  await client.request("PUT", `/service/${id}/version/${version}`, { form: { comment } });
}

/** Makes a copy of a version, with its comment and all that it has; gives its number. */
export async function cloneVersion(client: FastlyClient, id: string, version: number): Promise<number> {
  const path = `/service/${id}/version/${version}/clone`;
  const { number } = ((await client.request("PUT", path)) ?? {}) as { number?: unknown };
  if (typeof number !== "number") {
    throw unusable("no number of a version", `PUT ${path}`);
  }
  return number;
}

/** Changes settings of a thing that a version has, which has not been live. */
export async function changeThing(
  client: FastlyClient,
  { id, version, place, name }: { id: string; version: number; place: string; name: string },
  form: Record<string, string>,
): Promise<void> {
  await client.request("PUT", `/service/${id}/version/${version}/${place}/${encodeURIComponent(name)}`, { form });
}

/** Has a link of a version lead to something else. Fastly only renames links: it is made anew. */
export async function changeLink(
  client: FastlyClient,
  { id, version, name }: { id: string; version: number; name: string },
  resource: string,
): Promise<void> {
  const path = `/service/${id}/version/${version}/resource`;
  for (const link of await readLinks(client, id, version)) {
    if (link.name === name) {
      await deleteIfThere(client, `${path}/${link.id}`);
    }
  }
  await client.request("POST", path, { form: { name, resource_id: resource } });
}

/** Makes a version live, by which all of it counts at once. The version that was live is that no more. */
export async function activateVersion(client: FastlyClient, id: string, version: number): Promise<void> {
  await client.request("PUT", `/service/${id}/version/${version}/activate`);
}

/** Puts a version on the staging network, in the place of the one that is there. */
export async function stageVersion(client: FastlyClient, id: string, version: number): Promise<void> {
  await client.request("PUT", `/service/${id}/version/${version}/activate/staging`);
}

/** Where the staging network answers for each of a version's classic domains; nothing when the account has none. */
export async function readStagingAddresses(
  client: FastlyClient,
  id: string,
  version: number,
): Promise<Map<string, string>> {
  const path = `/service/${id}/version/${version}/domain?include=staging_ips`;
  const domains = await readList<{ name: string; staging_ip?: string | null }>(client, path, {
    name: "string",
    staging_ip: "string?",
  });
  return new Map(domains.flatMap(({ name, staging_ip }) => (staging_ip ? [[name, staging_ip]] : [])));
}
