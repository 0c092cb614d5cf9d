import { ComputeError } from "../errors";
import { type FastlyClient, isUnknownToFastly, undefinedIfUnknown } from "./client";

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
  /** The versions that ever did, the newest first. */
  activated: number[];
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
    activated: newestFirst(details.versions?.filter(({ locked }) => locked)).map(({ number }) => number),
    version: (details.active_version ?? details.version)?.number,
    stagedVersion: details.environments?.find(({ name }) => name === "staging")?.active_version ?? undefined,
  };
}

function commentsOf(versions: VersionAtFastly[] | null | undefined): string[] {
  return newestFirst(versions).map(({ comment }) => comment ?? "");
}

function newestFirst(versions: VersionAtFastly[] | null | undefined): VersionAtFastly[] {
  return [...(versions ?? [])].sort((a, b) => b.number - a.number);
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
export interface ListedService extends Pick<LiveService, "name" | "activeVersion" | "activeComment" | "comments"> {
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
      const active = versions?.find((version) => version.active);
      const activeComment = active?.comment ?? undefined;
      listed.push({ id, name, activeVersion: active?.number, activeComment, comments: commentsOf(versions) });
    }
    if (services.length < SERVICES_PER_PAGE) {
      return listed;
    }
  }
}

const SERVICES_PER_PAGE = 100;
