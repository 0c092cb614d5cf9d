import { compareError } from "./errors";
import type { ListedRequest } from "./httpFile";

/** Headers that a browser sends about its connection, and headers that `fetch` makes itself. */
const NOT_SENT = /^(:|connection$|content-length$|host$|keep-alive$|transfer-encoding$|upgrade$)/i;

interface Entry {
  request?: {
    method?: unknown;
    url?: unknown;
    headers?: { name?: unknown; value?: unknown }[];
    postData?: { text?: unknown; encoding?: unknown };
  };
}

/**
 * Reads the requests in a file that a browser's network panel has saved: HTTP Archive 1.2.
 *
 * @throws ComputeError when the file has another format, or no requests.
 */
export function readHar(text: string, file: string): ListedRequest[] {
  let entries: unknown;
  try {
    entries = (JSON.parse(text) as { log?: { entries?: unknown } } | null)?.log?.entries;
  } catch {
    entries = undefined;
  }
  if (!Array.isArray(entries)) {
    throw compareError("requests-not-har", { file });
  }
  const requests = entries.flatMap(({ request }: Entry): ListedRequest[] => {
    const { method, url, headers = [], postData } = request ?? {};
    if (typeof method !== "string" || typeof url !== "string" || !/^https?:/.test(url) || !URL.canParse(url)) {
      return [];
    }
    const { pathname, search } = new URL(url);
    const sent = typeof postData?.text === "string" && method !== "GET" && method !== "HEAD" ? postData.text : "";
    return [
      {
        name: `${method} ${pathname}${search}`,
        ...{ method, url, vary: [] },
        headers: headers.flatMap(({ name, value }): [string, string][] =>
          typeof name === "string" && typeof value === "string" && !NOT_SENT.test(name) ? [[name, value]] : [],
        ),
        body: postData?.encoding === "base64" ? Buffer.from(sent, "base64") : sent,
      },
    ];
  });
  if (requests.length === 0) {
    throw compareError("requests-none", { file });
  }
  return requests;
}
