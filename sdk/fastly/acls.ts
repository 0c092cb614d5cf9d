import { readFromCursor } from "./answers";
import { type FastlyClient, isThere } from "./client";
import { type ContentWriter, textOf } from "./contents";

const ACLS = "/resources/acls";

/** The most entries in one request. */
const BATCH = 1000;

/** The id of the access control list of this name. */
export async function findAclByName(client: FastlyClient, name: string): Promise<string | undefined> {
  const lists = await readFromCursor<{ id: string; name: string }>(client, ACLS, { id: "string", name: "string" });
  return lists.find((list) => list.name === name)?.id;
}

/** Whether Fastly has an access control list with the id. */
export function hasAcl(client: FastlyClient, id: string): Promise<boolean> {
  return isThere(client, `${ACLS}/${encodeURIComponent(id)}`);
}

interface Change {
  prefix: string;
  action: string | null;
  op: "create" | "update" | "delete";
}

/**
 * Writes the entries of a list, by CIDR. Only differences from the live list are sent. So a run goes on where an
 * interrupted one stopped, and entries of others stay.
 */
export const ACL_CONTENTS: ContentWriter = {
  async write(client, id, entries) {
    if (entries.length === 0) {
      return;
    }
    const live = await readAclEntries(client, id);
    const changes: Change[] = [];
    for (const entry of entries) {
      const { key: prefix } = entry;
      const action = await textOf(entry);
      const there = live.get(prefix);
      if (there !== action) {
        changes.push({ prefix, action, op: there === undefined ? "create" : "update" });
      }
    }
    await send(client, id, changes);
  },
  async remove(client, id, prefixes) {
    if (prefixes.length > 0) {
      const live = await readAclEntries(client, id);
      const there = prefixes.filter((prefix) => live.has(prefix));
      await send(
        client,
        id,
        there.map((prefix) => ({ prefix, action: null, op: "delete" })),
      );
    }
  },
  read: {
    keys: async (client, id) => [...(await readAclEntries(client, id)).keys()],
    async values(client, id, prefixes) {
      const live = await readAclEntries(client, id);
      return new Map(prefixes.filter((prefix) => live.has(prefix)).map((prefix) => [prefix, live.get(prefix)]));
    },
  },
};

/** The action of a list for each block of addresses. */
export async function readAclEntries(client: FastlyClient, id: string): Promise<Map<string, string>> {
  const shape = { prefix: "string", action: "string" } as const;
  const path = `${ACLS}/${id}/entries`;
  const entries = await readFromCursor<{ prefix: string; action: string }>(client, path, shape, "entries");
  return new Map(entries.map(({ prefix, action }) => [prefix, action]));
}

async function send(client: FastlyClient, id: string, changes: Change[]): Promise<void> {
  for (let start = 0; start < changes.length; start += BATCH) {
    await client.request("PATCH", `${ACLS}/${id}/entries`, { json: { entries: changes.slice(start, start + BATCH) } });
  }
}
