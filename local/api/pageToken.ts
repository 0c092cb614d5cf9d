/** In the address that `serve` tells, for a browser, which sends no header of ours. */
const QUERY = "token";

/** What a browser brings for the pages: the token of the address, or the one that an earlier such address has left. */
export function pageToken(headers: Record<string, string | undefined>, query: URLSearchParams): string | undefined {
  const name = cookieName(headers.host);
  const cookie = (headers.cookie ?? "").split(/; */).find((each) => each.startsWith(`${name}=`));
  return query.get(QUERY) ?? cookie?.slice(name.length + 1);
}

/** The header that leaves the token of the address with the browser, for the links of a page. Cookies know no ports. */
export function leaveToken(query: URLSearchParams, host: string | undefined): Record<string, string> {
  const token = query.get(QUERY);
  return token === null || !/^[\w.-]+$/.test(token)
    ? {}
    : { "set-cookie": `${cookieName(host)}=${token}; Path=/manage; HttpOnly; SameSite=Strict` };
}

function cookieName(host = ""): string {
  return `local-fastly-${host.split(":").at(-1)}`;
}

/** The path as it is kept in the log. */
export function withoutToken(path: string): string {
  return path.replace(/([?&]token=)[^&]*/, "$1…");
}
