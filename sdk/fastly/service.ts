import { ComputeError } from "../errors";
import { FastlyApiError, type FastlyClient } from "./client";

/** A service as it is at Fastly, as far as the component looks. */
export interface LiveService {
  name: string;
  comment: string;
  /** `wasm` for a Compute service. */
  type?: string;
  /** The version on Fastly's staging network. */
  stagedVersion?: number;
  /** The version that serves requests; undefined when none does. */
  activeVersion?: number;
  activeComment?: string;
  /** The comments of all versions, the newest first. */
  comments: string[];
  /** The same by the versions' numbers. */
  commentOf: ReadonlyMap<number, string>;
  /** Whether a version ever served requests: Fastly locks a version for good when it is activated. */
  wasActive: boolean;
  /** The newest version, or the active one. */
  version?: number;
}

/** What Fastly says about a service. */
export type Lookup =
  | { state: "exists"; service: LiveService }
  /** Deleted, as Fastly says; or not known to it (any more), as it also says to a token of another account. */
  | { state: "gone"; deleted: boolean }
  /** There was no answer, or none that tells. */
  | { state: "unknown"; error: ComputeError };

interface Details {
  name: string;
  comment?: string | null;
  deleted_at?: string | null;
  type?: string;
  active_version?: { number: number; comment?: string | null } | null;
  version?: { number: number } | null;
  versions?: VersionAtFastly[] | null;
  environments?: { name: string; active_version?: number | null }[] | null;
}

interface VersionAtFastly {
  number: number;
  active?: boolean;
  comment?: string | null;
  locked?: boolean;
}

export async function lookUpService(client: FastlyClient, id: string): Promise<Lookup> {
  try {
    const details = (await client.request("GET", `/service/${encodeURIComponent(id)}/details`)) as Details;
    return details.deleted_at ? { state: "gone", deleted: true } : { state: "exists", service: serviceOf(details) };
  } catch (error) {
    if (isUnknownToFastly(error)) {
      return { state: "gone", deleted: false };
    }
    if (error instanceof ComputeError) {
      return { state: "unknown", error };
    }
    throw error;
  }
}

/** Whether there was a service of this id, which is told apart from an id that Fastly does not know. */
export async function isDeleted(client: FastlyClient, id: string): Promise<boolean> {
  const found = await lookUpService(client, id);
  return found.state === "gone" && found.deleted;
}

/** The service of this id, or undefined when Fastly has none (any more). */
export async function readService(client: FastlyClient, id: string): Promise<LiveService | undefined> {
  const found = await lookUpService(client, id);
  if (found.state === "unknown") {
    throw found.error;
  }
  return found.state === "exists" ? found.service : undefined;
}

function serviceOf(details: Details): LiveService {
  return {
    name: details.name,
    comment: details.comment ?? "",
    type: details.type,
    activeVersion: details.active_version?.number,
    activeComment: details.active_version?.comment ?? undefined,
    comments: commentsOf(details.versions),
    commentOf: new Map(details.versions?.map(({ number, comment }) => [number, comment ?? ""])),
    wasActive: details.versions?.some(({ locked }) => locked) ?? true,
    version: (details.active_version ?? details.version)?.number,
    stagedVersion: details.environments?.find(({ name }) => name === "staging")?.active_version ?? undefined,
  };
}

function commentsOf(versions: VersionAtFastly[] | null | undefined): string[] {
  return [...(versions ?? [])].sort((a, b) => b.number - a.number).map(({ comment }) => comment ?? "");
}

/** Fastly answers 400 or 404 for what it does not know. */
function isUnknownToFastly(error: unknown): boolean {
  return error instanceof FastlyApiError && (error.status === 404 || error.status === 400);
}

function undefinedIfUnknown(error: unknown): undefined {
  if (isUnknownToFastly(error)) {
    return undefined;
  }
  throw error;
}

/** The id of the service of this name, if the account has one. */
export async function findServiceByName(client: FastlyClient, name: string): Promise<string | undefined> {
  try {
    const found = (await client.request("GET", `/service/search?name=${encodeURIComponent(name)}`)) as { id: string };
    return found.id;
  } catch (error) {
    return undefinedIfUnknown(error);
  }
}

/** A service in the list of all of the account. */
export interface ListedService extends Pick<LiveService, "name" | "activeComment" | "comments"> {
  id: string;
}

export async function listServices(client: FastlyClient): Promise<ListedService[]> {
  const listed: ListedService[] = [];
  for (let page = 1; ; page++) {
    const path = `/service?page=${page}&per_page=${SERVICES_PER_PAGE}`;
    const services = (await client.request("GET", path)) as {
      id: string;
      name: string;
      versions?: VersionAtFastly[] | null;
    }[];
    for (const { id, name, versions } of services) {
      const activeComment = versions?.find(({ active }) => active)?.comment ?? undefined;
      listed.push({ id, name, activeComment, comments: commentsOf(versions) });
    }
    if (services.length < SERVICES_PER_PAGE) {
      return listed;
    }
  }
}

const SERVICES_PER_PAGE = 100;

/** The id of the store of this name, if it is among those that Fastly lists first. */
export async function findStoreByName(client: FastlyClient, kind: string, name: string): Promise<string | undefined> {
  const listed = (await client.request("GET", `/resources/stores/${kind}?limit=1000`)) as
    | { id: string; name: string }[]
    | { data: { id: string; name: string }[] };
  return (Array.isArray(listed) ? listed : listed.data).find((store) => store.name === name)?.id;
}

/** The items of a dictionary by key; none for a write-only one, which Fastly does not show. */
export async function readDictionaryItems(
  client: FastlyClient,
  service: string,
  dictionary: string,
): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  for (let page = 1; ; page++) {
    const path = `/service/${service}/dictionary/${dictionary}/items?page=${page}&per_page=${ITEMS_PER_PAGE}`;
    try {
      const items = (await client.request("GET", path)) as ItemAtFastly[];
      Object.assign(read, byKey(items));
      if (items.length < ITEMS_PER_PAGE) {
        return read;
      }
    } catch (error) {
      if (error instanceof FastlyApiError && error.status === 400) {
        return read;
      }
      throw error;
    }
  }
}

/** The items of a config store by key. */
export async function readConfigStoreItems(client: FastlyClient, store: string): Promise<Record<string, string>> {
  return byKey((await client.request("GET", `/resources/stores/config/${store}/items`)) as ItemAtFastly[]);
}

interface ItemAtFastly {
  item_key: string;
  item_value: string;
}

function byKey(items: ItemAtFastly[]): Record<string, string> {
  return Object.fromEntries(items.map(({ item_key, item_value }) => [item_key, item_value]));
}

const ITEMS_PER_PAGE = 100;

/** What one version of a service consists of. */
export interface LiveVersion {
  comment: string;
  packageHash?: string;
  domains: string[];
  backends: { name: string; address: string; port: number }[];
  /** The items of a write-only dictionary cannot be read. */
  dictionaries: { id: string; name: string; writeOnly: boolean }[];
  links: { name: string; resource_id: string; resource_type?: string }[];
}

/** The files hash of a version's package; undefined when it has none, or there is no such version. */
export async function readPackageHash(client: FastlyClient, id: string, version: number): Promise<string | undefined> {
  try {
    const path = `/service/${encodeURIComponent(id)}/version/${version}/package`;
    const pkg = (await client.request("GET", path)) as { metadata?: { files_hash?: string } };
    return pkg.metadata?.files_hash;
  } catch (error) {
    return undefinedIfUnknown(error);
  }
}

export async function readVersion(client: FastlyClient, id: string, version: number): Promise<LiveVersion> {
  const path = `/service/${id}/version/${version}`;
  const get = <T>(kind: string) => client.request("GET", `${path}/${kind}`) as Promise<T>;
  const [itself, packageHash, domains, backends, dictionaries, links] = await Promise.all([
    client.request("GET", path) as Promise<{ comment?: string | null }>,
    readPackageHash(client, id, version),
    get<{ name: string }[]>("domain"),
    get<LiveVersion["backends"]>("backend"),
    get<{ id: string; name: string; write_only?: unknown }[]>("dictionary"),
    get<LiveVersion["links"]>("resource"),
  ]);
  return {
    comment: itself.comment ?? "",
    packageHash,
    domains: domains.map(({ name }) => name),
    backends: backends.map(({ name, address, port }) => ({ name, address, port: Number(port) })),
    dictionaries: dictionaries.map(({ id, name, write_only }) => ({ id, name, writeOnly: isTrue(write_only) })),
    links,
  };
}

/** Fastly's API has yes and no in several forms. */
function isTrue(value: unknown): boolean {
  return value === true || value === "1" || value === "true";
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
