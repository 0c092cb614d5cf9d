import type { IncomingHttpHeaders } from "node:http";

/** What tells a web page's request from that of a client of this machine. */
export interface Asking {
  method?: string;
  headers: IncomingHttpHeaders;
}

/**
 * Whether a Host header names this machine itself. A page that lets its own name lead to loopback asks for that name.
 *
 * @param names whether names below `localhost` count, which browsers look up on no network.
 */
export function isLoopback(host = "", names = false): boolean {
  return (
    names ? /^(127\.0\.0\.1|([\w-]+\.)*localhost|\[::1\])(:\d+)?$/i : /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i
  ).test(host);
}

/**
 * Whether a web page of another origin makes a request. Browsers say so by one of two headers, which no page can change
 * and no other client sends. To follow a link to a page is no such request: its origin can neither read nor change it.
 */
export function isOfAnotherOrigin({ method, headers }: Asking): boolean {
  const { origin, host } = headers;
  if (origin !== undefined) {
    return origin !== `http://${host}`;
  }
  const site = headers["sec-fetch-site"];
  const follows =
    method === "GET" && headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  return site !== undefined && site !== "same-origin" && site !== "none" && !follows;
}
