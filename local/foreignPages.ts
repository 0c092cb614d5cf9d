import type { IncomingHttpHeaders } from "node:http";

/** The parts of a request by which a web page's request differs from a local client's. */
export interface Asking {
  method?: string;
  headers: IncomingHttpHeaders;
}

/**
 * Whether a Host header names this machine itself. A page whose own name leads to loopback sends that name instead.
 *
 * @param names whether names below `localhost` count. Browsers never look these up on a network.
 */
export function isLoopback(host = "", names = false): boolean {
  return (
    names ? /^(127\.0\.0\.1|([\w-]+\.)*localhost|\[::1\])(:\d+)?$/i : /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i
  ).test(host);
}

/**
 * Whether a web page of another origin makes the request. Browsers show this by one of two headers. No page can change
 * these, and no other client sends them. Following a link to a page does not count: the other origin can neither read
 * nor change that page.
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
