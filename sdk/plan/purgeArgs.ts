import type { Problem } from "./problem";

/** What to purge from the service's cache once a new version is live. Give `all` or `keys`. */
export interface PurgeArgs {
  /** Whether to purge everything, at once: Fastly has no soft purge of everything. Default `false`. */
  all?: boolean;
  /** Surrogate keys: responses that the program tagged with one of them are purged. */
  keys?: string[];
  /**
   * Whether responses with one of the `keys` are only marked as stale: Fastly may then serve them while it fetches new
   * ones. With `false` they are removed at once. Default `true`.
   */
  soft?: boolean;
}

/** The purge that the arguments ask for. */
export type Purge = { all: true } | { keys: string[]; soft: boolean };

/** Undefined when nothing is to be purged: a program may say `{ all: isProduction }`. */
export function purgeOf({ all, keys, soft }: PurgeArgs = {}): Purge | undefined {
  if (all === true) {
    return { all };
  }
  return keys === undefined ? undefined : { keys: [...new Set(keys)], soft: soft ?? true };
}

/** The longest key, in bytes: https://www.fastly.com/documentation/reference/http/http-headers/Surrogate-Key/. */
const MOST_BYTES = 1024;

/** The problems of the argument, apart from its type. */
export function purgeProblems(purge: PurgeArgs): Problem[] {
  const { all, keys, soft } = purge;
  const unfit = (key: string) => !/^[\x21-\x7e]+$/.test(key) || key.length > MOST_BYTES;
  return [
    ...(all && keys !== undefined
      ? [{ path: "purge.keys", why: "cannot be given together with [purge.all], which purges all keys" }]
      : []),
    ...(all && soft ? [{ path: "purge.soft", why: "cannot be true: Fastly has no soft purge of everything" }] : []),
    ...(all === undefined && keys === undefined ? [{ path: "purge", why: "must have [all] or [keys]" }] : []),
    ...(keys?.length === 0 ? [{ path: "purge.keys", why: "is empty" }] : []),
    ...(keys ?? []).flatMap((key, index) =>
      unfit(key)
        ? [
            {
              path: `purge.keys[${index}]`,
              why: `is not a surrogate key: 1 to ${MOST_BYTES} ASCII characters without spaces`,
            },
          ]
        : [],
    ),
  ];
}

/** The purge in words, for use in a sentence. */
export function purgeInWords(purge: Purge): string {
  if ("all" in purge) {
    return "everything";
  }
  const { keys, soft } = purge;
  const shown =
    keys.length > 5
      ? `${keys.length} surrogate keys`
      : `the surrogate key${keys.length > 1 ? "s" : ""} ${keys.join(", ")}`;
  return `contents with ${shown}${soft ? " (soft)" : ""}`;
}
