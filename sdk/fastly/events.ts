import { readObject } from "./answers";
import type { FastlyClient } from "./client";

/** An activation of a version in Fastly's event log. */
export interface VersionActivation {
  /** The time, in Fastly's format. */
  at: string;
  /** The owner of the token that asked for it: the user's name, or else the id. Undefined when the log does not say. */
  by?: string;
}

interface Event {
  attributes?: { created_at?: unknown; user_id?: unknown; metadata?: Record<string, unknown> | null } | null;
}

const PAGE_LENGTH = 100;
/** The most pages of a service's event log to read: nobody needs older events. */
const MOST_PAGES = 20;

/**
 * The last activation of each of these versions, from Fastly's event log. Only the log knows who asked for an
 * activation.
 *
 * @throws ComputeError when the log cannot be read: not every token may.
 */
export async function readActivations(
  client: FastlyClient,
  id: string,
  versions: readonly number[],
): Promise<Map<number, VersionActivation>> {
  const found = new Map<number, { at: string; user: string | undefined }>();
  const isComplete = () => versions.every((version) => found.has(version));
  for (let page = 1; page <= MOST_PAGES && !isComplete(); page++) {
    const events = await readEvents(client, id, page);
    for (const { attributes } of events) {
      const { created_at: at, user_id: user, metadata } = attributes ?? {};
      const version = Number(metadata?.version_number ?? metadata?.number);
      if (typeof at === "string" && versions.includes(version) && !found.has(version)) {
        found.set(version, { at, user: typeof user === "string" && user !== "" ? user : undefined });
      }
    }
    if (events.length < PAGE_LENGTH) {
      break;
    }
  }
  const names = new Map<string, string>();
  for (const user of new Set([...found.values()].flatMap(({ user }) => user ?? []))) {
    names.set(user, (await readUserName(client, user)) ?? user);
  }
  return new Map(
    [...found].map(([version, { at, user }]) => [version, { at, ...(user !== undefined && { by: names.get(user) }) }]),
  );
}

async function readEvents(client: FastlyClient, id: string, page: number): Promise<Event[]> {
  const query = new URLSearchParams({
    "filter[service_id]": id,
    "filter[event_type]": "version.activate",
    sort: "-created_at",
    "page[number]": String(page),
    "page[size]": String(PAGE_LENGTH),
  });
  return (await readObject<{ data?: Event[] | null }>(client, `/events?${query}`, { data: "list?" })).data ?? [];
}

/** The name of a user. Undefined when the user does not exist any more, or the token may not read it. */
async function readUserName(client: FastlyClient, id: string): Promise<string | undefined> {
  type Answer = { name?: string | null; login?: string | null };
  const path = `/user/${encodeURIComponent(id)}`;
  const shape = { name: "string?", login: "string?" } as const;
  const found = await readObject<Answer>(client, path, shape).catch(() => undefined);
  return found?.name || found?.login || undefined;
}
