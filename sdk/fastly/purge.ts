import { unusable } from "./apiAnswer";
import type { FastlyClient } from "./client";

/** The most surrogate keys in one request: https://www.fastly.com/documentation/reference/api/purging/. */
const MOST_KEYS = 256;

/** Purges everything of a service. It does no harm to purge twice. */
export async function purgeAll(client: FastlyClient, service: string): Promise<void> {
  const path = `/service/${service}/purge_all`;
  const answer = await client.request("POST", path, undefined, { repeatable: true });
  if ((answer as { status?: unknown } | undefined)?.status !== "ok") {
    throw unusable("no ok", `POST ${path}`);
  }
}

/** Purges responses with one of the surrogate keys. */
export async function purgeKeys(client: FastlyClient, service: string, keys: string[], soft: boolean): Promise<void> {
  const path = `/service/${service}/purge`;
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    const some = keys.slice(start, start + MOST_KEYS);
    const headers: Record<string, string> = soft ? { "Fastly-Soft-Purge": "1" } : {};
    const answer = await client.request(
      "POST",
      path,
      { json: { surrogate_keys: some } },
      { repeatable: true, headers },
    );
    // Fastly's answer has an id for each key.
    const ids = Object(answer) as Record<string, unknown>;
    if (!some.every((key) => Object.hasOwn(ids, key))) {
      throw unusable("not all of the keys", `POST ${path}`);
    }
  }
}
