import { readList, readObject, type Shape } from "./answers";
import { undefinedIfUnknown, unusable } from "./apiAnswer";
import { deleteIfThere, type FastlyClient } from "./client";

/** The contents of one version of a service. */
export interface LiveVersion {
  comment: string;
  packageHash?: string;
  /** The things of the requested kinds, by their paths in the API. */
  things: Record<string, { name: string }[]>;
  /** The dictionaries. The items of a write-only dictionary cannot be read. */
  dictionaries: { id: string; name: string; writeOnly: boolean }[];
  links: { id: string; name: string; resource_id: string; resource_type?: string }[];
}

/** The contents of a service without a version. */
export const EMPTY_VERSION: LiveVersion = { comment: "", things: {}, dictionaries: [], links: [] };

/** The files hash of a version's package. Undefined when there is no package or no such version. */
export async function readPackageHash(client: FastlyClient, id: string, version: number): Promise<string | undefined> {
  return (await readPackageFacts(client, id, version))?.filesHash;
}

/** The same, with the size in bytes when Fastly gives it. */
export async function readPackageFacts(
  client: FastlyClient,
  id: string,
  version: number,
): Promise<{ filesHash: string; size?: number } | undefined> {
  const metadata = await readPackageMetadata(client, id, version);
  const filesHash = metadata?.files_hash;
  return filesHash === undefined ? undefined : { filesHash, size: Number(metadata?.size) || undefined };
}

/** The language in the manifest of a version's package. Undefined when there is no package, or it names no language. */
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

/** The links of a version. */
export async function readLinks(client: FastlyClient, id: string, version: number): Promise<LiveVersion["links"]> {
  const path = `/service/${id}/version/${version}/resource`;
  return readList(client, path, { id: "string", name: "string", resource_id: "string" });
}

/** A kind of thing: its path in the API below a version, and the types that an answer must have. */
export interface PlaceInApi {
  path: string;
  shape?: Shape;
}

const DICTIONARY: PlaceInApi = { path: "dictionary", shape: { id: "string" } };

/** @param places the kinds to read, besides dictionaries and links. */
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

/** Fastly's API has several forms of yes and no. */
function isTrue(value: unknown): boolean {
  return value === true || value === "1" || value === "true";
}

/** The names of a version's things of one kind, by the kind's path in the API. */
export async function readNames(client: FastlyClient, id: string, version: number, kind: string): Promise<string[]> {
  const path = `/service/${id}/version/${version}/${kind}`;
  return (await readList<{ name: string }>(client, path, { name: "string" })).map(({ name }) => name);
}

/** Changes the comment of a version. Nothing else of an activated version can be changed. */
export async function commentVersion(
  client: FastlyClient,
  id: string,
  version: number,
  comment: string,
): Promise<void> {
  await client.request("PUT", `/service/${id}/version/${version}`, { form: { comment } });
}

/** Makes a copy of a version, with its comment and contents. Returns the copy's number. */
export async function cloneVersion(client: FastlyClient, id: string, version: number): Promise<number> {
  const path = `/service/${id}/version/${version}/clone`;
  const { number } = ((await client.request("PUT", path)) ?? {}) as { number?: unknown };
  if (typeof number !== "number") {
    throw unusable("no version number", `PUT ${path}`);
  }
  return number;
}

/** Changes settings of a thing in a version that has never been live. */
export async function changeThing(
  client: FastlyClient,
  { id, version, place, name }: { id: string; version: number; place: string; name: string },
  form: Record<string, string>,
): Promise<void> {
  await client.request("PUT", `/service/${id}/version/${version}/${place}/${encodeURIComponent(name)}`, { form });
}

/** Points a link of a version at something else. Fastly can only rename links, so the link is made again. */
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

/** Makes a version live. All of it takes effect at once, and the version before is no longer live. */
export async function activateVersion(client: FastlyClient, id: string, version: number): Promise<void> {
  await client.request("PUT", `/service/${id}/version/${version}/activate`);
}

/** Puts a version on the staging network, instead of the version there. */
export async function stageVersion(client: FastlyClient, id: string, version: number): Promise<void> {
  await client.request("PUT", `/service/${id}/version/${version}/activate/staging`);
}

/** The address on the staging network for each of a version's classic domains. Empty when the account has none. */
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
