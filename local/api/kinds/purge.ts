import { badRequest, ok } from "../http";
import { route } from "../router";

/** Nothing is cached here between requests to purge: the requests are checked, and answered as Fastly does. */
export const purgeRoutes = [
  route("POST", "/service/:service/purge_all", ({ params }, store) => {
    store.service(params);
    return ok({ status: "ok" });
  }),
  route("POST", "/service/:service/purge/:key", ({ params }, store) => {
    store.service(params);
    return ok({ status: "ok", id: purgeId(1) });
  }),
  route("POST", "/service/:service/purge", ({ params, headers, fields }, store) => {
    store.service(params);
    const listed = Array.isArray(fields.surrogate_keys) ? fields.surrogate_keys.map(String) : [];
    const keys = [...(headers["surrogate-key"] ?? "").split(/ +/), ...listed].filter((key) => key !== "");
    if (keys.length === 0) {
      throw badRequest("No surrogate keys");
    }
    if (keys.length > MOST_KEYS) {
      throw badRequest(`Too many surrogate keys: ${MOST_KEYS} at most`);
    }
    return ok(Object.fromEntries(keys.map((key, index) => [key, purgeId(index + 1)])));
  }),
];

/** Of one request: https://www.fastly.com/documentation/reference/api/purging/. */
const MOST_KEYS = 256;

/** Fastly's are a server, a time and a count. */
function purgeId(count: number): string {
  return `0-${Math.floor(Date.now() / 1000)}-${count}`;
}
