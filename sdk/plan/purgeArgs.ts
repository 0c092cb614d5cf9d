/** What is purged of the service's cache, once a new version of it is live. Give `all` or `keys`. */
export interface PurgeArgs {
  /** Everything, at once: Fastly has no soft purge of everything. Default `false`. */
  all?: boolean;
  /** What the program has tagged with one of these surrogate keys. */
  keys?: string[];
  /**
   * Whether what has one of the `keys` is marked as stale, so that it may still be served while it is fetched anew. With
   * `false` nobody gets it any more. Default `true`.
   */
  soft?: boolean;
}

/** What is to be purged. */
export type Purge = { all: true } | { keys: string[]; soft: boolean };

/** Undefined for nothing: a program may say `{ all: isProduction }`. */
export function purgeOf({ all, keys, soft }: PurgeArgs = {}): Purge | undefined {
  if (all === true) {
    return { all };
  }
  return keys === undefined ? undefined : { keys: [...new Set(keys)], soft: soft ?? true };
}

/** The longest key, in bytes: https://www.fastly.com/documentation/reference/http/http-headers/Surrogate-Key/. */
const MOST_BYTES = 1024;

/** What is wrong with the argument, besides its type. */
export function purgeProblems(purge: PurgeArgs | undefined): { path: string; why: string }[] {
  const { all, keys, soft } = purge ?? {};
  const unfit = (key: string) => !/^[\x21-\x7e]+$/.test(key) || key.length > MOST_BYTES;
  return [
    ...(all && keys !== undefined
      ? [{ path: "purge.keys", why: "is given beside [purge.all], which has them all" }]
      : []),
    ...(all && soft ? [{ path: "purge.soft", why: "cannot be, as Fastly has no soft purge of everything" }] : []),
    ...(purge !== undefined && all === undefined && keys === undefined
      ? [{ path: "purge", why: "says neither [all] nor [keys]" }]
      : []),
    ...(keys?.length === 0 ? [{ path: "purge.keys", why: "is empty" }] : []),
    ...(keys ?? []).flatMap((key, index) =>
      unfit(key)
        ? [
            {
              path: `purge.keys[${index}]`,
              why: `is no surrogate key: 1 to ${MOST_BYTES} characters of ASCII, without spaces`,
            },
          ]
        : [],
    ),
  ];
}

/** In sentences. */
export function purgeInWords(purge: Purge): string {
  if ("all" in purge) {
    return "everything";
  }
  const { keys, soft } = purge;
  const shown =
    keys.length > 5
      ? `${keys.length} surrogate keys`
      : `the surrogate key${keys.length > 1 ? "s" : ""} ${keys.join(", ")}`;
  return `what has ${shown}${soft ? " (soft)" : ""}`;
}
