import { FastlyApiError, type FastlyClient } from "./client";

/** A service as it is at Fastly, as far as the component looks. */
export interface LiveService {
  name: string;
  comment: string;
  /** The version that serves requests; undefined when none does. */
  activeVersion?: number;
}

interface Details {
  name: string;
  comment?: string | null;
  deleted_at?: string | null;
  active_version?: { number: number } | null;
}

/** The service of this id, or undefined when Fastly has none (any more). */
export async function readService(client: FastlyClient, id: string): Promise<LiveService | undefined> {
  try {
    const details = (await client.request("GET", `/service/${encodeURIComponent(id)}/details`)) as Details;
    return details.deleted_at
      ? undefined
      : { name: details.name, comment: details.comment ?? "", activeVersion: details.active_version?.number };
  } catch (error) {
    // Fastly answers 400 or 404 for an id that it does not know.
    if (error instanceof FastlyApiError && (error.status === 404 || error.status === 400)) {
      return undefined;
    }
    throw error;
  }
}

/** What one version of a service consists of. */
export interface LiveVersion {
  packageHash?: string;
  domains: string[];
  backends: { name: string; address: string; port: number }[];
  dictionaries: string[];
  links: { name: string; resource_id: string }[];
}

export async function readVersion(client: FastlyClient, id: string, version: number): Promise<LiveVersion> {
  const get = <T>(kind: string) => client.request("GET", `/service/${id}/version/${version}/${kind}`) as Promise<T>;
  const [pkg, domains, backends, dictionaries, links] = await Promise.all([
    get<{ metadata?: { files_hash?: string } }>("package"),
    get<{ name: string }[]>("domain"),
    get<LiveVersion["backends"]>("backend"),
    get<{ name: string }[]>("dictionary"),
    get<LiveVersion["links"]>("resource"),
  ]);
  return {
    packageHash: pkg.metadata?.files_hash,
    domains: domains.map(({ name }) => name),
    backends: backends.map(({ name, address, port }) => ({ name, address, port: Number(port) })),
    dictionaries: dictionaries.map(({ name }) => name),
    links,
  };
}
