import type { ApiResponse } from "../http";
import { ok } from "../http";
import type { Route } from "../router";
import { route } from "../router";

/** Lists of VCL services' objects that clients request for any service. A Compute service has none. */
const emptyLists = [
  "acl",
  "cache_settings",
  "condition",
  "director",
  "gzip",
  "header",
  "pool",
  "rate-limiters",
  "request_settings",
  "response_object",
  "snippet",
  "vcl",
];

const login = (): ApiResponse => ok({});

export const unmodelledRoutes: Route[] = [
  ...emptyLists.map((name) =>
    route("GET", `/service/:service/version/:version/${name}`, ({ params }, store) => {
      store.version(params);
      return ok([]);
    }),
  ),
  route("GET", "/service/:service/version/:version/settings", ({ params }, store) => {
    const { service, version } = store.version(params);
    return ok({
      service_id: service.id,
      version: version.number,
      "general.default_host": "",
      "general.default_pci": 0,
      "general.default_ttl": 3600,
      "general.stale_if_error": false,
      "general.stale_if_error_ttl": 43200,
    });
  }),
  // The Fastly CLI requests this from its login server before any command. It fails unless the answer is a JSON object.
  { ...route("GET", "/realms/fastly/.well-known/openid-configuration", login), anonymous: true },
];
