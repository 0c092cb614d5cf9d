import { type ApiRequest, badRequest, ok } from "../http";
import { route } from "../router";

/** Nothing is cached here. Purges are only checked, and answered as Fastly does. */
export const purgeRoutes = [
  route("POST", "/service/:service/purge_all", ({ params }, store) => {
    // Fastly has no soft purge of everything, whatever the request says.
    store.purges.push({ service: store.service(params).id, keys: undefined, soft: false });
    return ok({ status: "ok" });
  }),
  route("POST", "/service/:service/purge/:key", ({ params, headers }, store) => {
    store.purges.push({ service: store.service(params).id, keys: [String(params.key)], soft: isSoft(headers) });
    return ok({ status: "ok", id: purgeId(1) });
  }),
  route("POST", "/service/:service/purge", ({ params, headers, fields }, store) => {
    const service = store.service(params).id;
    const listed = Array.isArray(fields.surrogate_keys) ? fields.surrogate_keys.map(String) : [];
    const keys = [...(headers["surrogate-key"] ?? "").split(/ +/), ...listed].filter((key) => key !== "");
    if (keys.length === 0) {
      throw badRequest("No surrogate keys");
    }
    if (keys.length > MOST_KEYS) {
      throw badRequest(`Too many surrogate keys: ${MOST_KEYS} at most`);
    }
    store.purges.push({ service, keys, soft: isSoft(headers) });
    return ok(Object.fromEntries(keys.map((key, index) => [key, purgeId(index + 1)])));
  }),
];

/** Any value of the header means yes. */
function isSoft(headers: ApiRequest["headers"]): boolean {
  return headers["fastly-soft-purge"] !== undefined;
}

/** The most keys in one request: https://www.fastly.com/documentation/reference/api/purging/. */
const MOST_KEYS = 256;

/** At Fastly an id has a server, a time and a count. */
function purgeId(count: number): string {
  return `0-${Math.floor(Date.now() / 1000)}-${count}`;
}
