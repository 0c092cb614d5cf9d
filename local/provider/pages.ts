import type { FastlyClient } from "./client";

interface Page<T> {
  data: T[] | null;
  meta?: { next_cursor?: string };
}

/** A whole list that Fastly returns in pages, each with the cursor of the next. */
export async function inPages<T>(
  client: FastlyClient,
  path: string[],
  query: Record<string, string> = {},
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const asked = { ...query, ...(cursor !== undefined && { cursor }) };
    const page = (await client.send("GET", path, { query: asked })) as Page<T>;
    all.push(...(page.data ?? []));
    cursor = page.meta?.next_cursor || undefined;
  } while (cursor !== undefined);
  return all;
}
