import { ComputeError } from "../errors";
import { readObject, readPages, type Shape } from "./answers";
import { isUnknownToFastly, undefinedIfUnknown } from "./apiAnswer";
import type { FastlyClient } from "./client";
import { markOf } from "./versionMark";

/** A service at Fastly, as far as the component uses it. */
export interface ServiceDetails {
  name: string;
  comment: string;
  /** `wasm` for a Compute service. */
  type?: string;
  /** The version on Fastly's staging network. */
  stagedVersion?: number;
  /** The version that serves requests. Undefined when none does. */
  activeVersion?: number;
  activeComment?: string;
  /** The comments of all versions except rehearsals, newest first. */
  comments: string[];
  /** The comments of all versions, by version number. */
  commentOf: ReadonlyMap<number, string>;
  /** When each version was made, in Fastly's time format, by version number. */
  madeAt: ReadonlyMap<number, string>;
  /** Whether a version served requests at any time: Fastly locks a version for good when it is activated. */
  wasActive: boolean;
  /** The versions that served requests at any time, newest first. Rehearsals are only staged. */
  activated: number[];
  /** The newest version, or the active one. */
  version?: number;
}

/** Whether Fastly has a service. */
export type Lookup =
  | { state: "exists"; service: ServiceDetails }
  /** Deleted, as Fastly says. Or unknown, which Fastly also says to a token of another account. */
  | Gone
  /** Fastly gave no answer, or an unclear one. */
  | { state: "unknown"; error: ComputeError };

/** A service that does not exist, or not any more. */
export interface Gone {
  state: "gone";
  deleted: boolean;
  /** The comments of a deleted service's versions, newest first, if Fastly gives them. */
  comments: string[];
}

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

const DETAILS: Shape = {
  name: "string",
  comment: "string?",
  active_version: "object?",
  version: "object?",
  versions: "list?",
  environments: "list?",
};

interface VersionAtFastly {
  number: number;
  active?: boolean;
  comment?: string | null;
  locked?: boolean;
  created_at?: string | null;
}

export async function lookUpService(client: FastlyClient, id: string): Promise<Lookup> {
  try {
    const details = await readObject<Details>(client, `/service/${encodeURIComponent(id)}/details`, DETAILS);
    return details.deleted_at
      ? { state: "gone", deleted: true, comments: commentsOf(details.versions) }
      : { state: "exists", service: serviceOf(details) };
  } catch (error) {
    if (isUnknownToFastly(error)) {
      return { state: "gone", deleted: false, comments: [] };
    }
    if (error instanceof ComputeError) {
      return { state: "unknown", error };
    }
    throw error;
  }
}

/** The service of this id. Undefined when Fastly does not have it. */
export async function readService(client: FastlyClient, id: string): Promise<ServiceDetails | undefined> {
  const found = await lookUpService(client, id);
  if (found.state === "unknown") {
    throw found.error;
  }
  return found.state === "exists" ? found.service : undefined;
}

function serviceOf(details: Details): ServiceDetails {
  return {
    name: details.name,
    comment: details.comment ?? "",
    type: details.type,
    activeVersion: details.active_version?.number,
    activeComment: details.active_version?.comment ?? undefined,
    comments: commentsOf(details.versions),
    commentOf: new Map(details.versions?.map(({ number, comment }) => [number, comment ?? ""])),
    madeAt: new Map(details.versions?.flatMap(({ number, created_at }) => (created_at ? [[number, created_at]] : []))),
    wasActive: details.versions?.some(({ locked }) => locked) ?? true,
    activated: newestFirst(details.versions)
      .filter(({ locked }) => locked)
      .map(({ number }) => number),
    version: (details.active_version ?? details.version)?.number,
    stagedVersion: details.environments?.find(({ name }) => name === "staging")?.active_version ?? undefined,
  };
}

function commentsOf(versions: VersionAtFastly[] | null | undefined): string[] {
  return newestFirst(versions).map(({ comment }) => comment ?? "");
}

/** All versions except rehearsals, which are copies. */
function newestFirst(versions: VersionAtFastly[] | null | undefined): VersionAtFastly[] {
  return (versions ?? []).filter((each) => !isRehearsal(each)).sort((a, b) => b.number - a.number);
}

function isRehearsal({ number, comment }: VersionAtFastly): boolean {
  return markOf(number, comment ?? undefined)?.state === "rehearsal";
}

/** Changes the service's own name or comment, which belong to no version. */
export async function updateService(client: FastlyClient, id: string, form: Record<string, string>): Promise<void> {
  await client.request("PUT", `/service/${id}`, { form });
}

/** The id of the account's service of this name. Undefined without one. */
export async function findServiceByName(client: FastlyClient, name: string): Promise<string | undefined> {
  try {
    const path = `/service/search?name=${encodeURIComponent(name)}`;
    return (await readObject<{ id: string }>(client, path, { id: "string" })).id;
  } catch (error) {
    return undefinedIfUnknown(error);
  }
}

/** A service in the list of the account's services. */
export interface ListedService extends Pick<ServiceDetails, "name" | "activeVersion" | "activeComment" | "comments"> {
  id: string;
}

export async function listServices(client: FastlyClient): Promise<ListedService[]> {
  const services = await readPages<{ id: string; name: string; versions?: VersionAtFastly[] | null }>(
    client,
    (page, length) => `/service?page=${page}&per_page=${length}`,
    { id: "string", name: "string", versions: "list?" },
  );
  return services.map(({ id, name, versions }) => {
    const active = versions?.find((version) => version.active);
    const activeComment = active?.comment ?? undefined;
    return { id, name, activeVersion: active?.number, activeComment, comments: commentsOf(versions) };
  });
}
