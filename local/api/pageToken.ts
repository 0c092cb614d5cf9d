/** The parameter in the address that `serve` prints: a browser sends no headers of ours. */
const QUERY = "token";

/** The browser's token for the pages: the one in the address, or the one that an earlier address left in a cookie. */
export function pageToken(headers: Record<string, string | undefined>, query: URLSearchParams): string | undefined {
  const name = cookieName(headers.host);
  const cookie = (headers.cookie ?? "").split(/; */).find((each) => each.startsWith(`${name}=`));
  return query.get(QUERY) ?? cookie?.slice(name.length + 1);
}

/**
 * The header that stores the address's token in the browser, for the links of a page. Cookies are shared by all ports.
 */
export function leaveToken(query: URLSearchParams, host: string | undefined): Record<string, string> {
  const token = query.get(QUERY);
  return token === null || !/^[\w.-]+$/.test(token)
    ? {}
    : { "set-cookie": `${cookieName(host)}=${token}; Path=/manage; HttpOnly; SameSite=Strict` };
}

function cookieName(host = ""): string {
  return `local-fastly-${host.split(":").at(-1)}`;
}

/** The path without its token, for the log. */
export function withoutToken(path: string): string {
  return path.replace(/([?&]token=)[^&]*/, "$1…");
}
