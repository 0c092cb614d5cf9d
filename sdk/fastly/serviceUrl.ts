import { localApi } from "./localApi";

/**
 * Where a service answers for a domain: by HTTPS at Fastly. With an API on this machine nothing answers there, but the
 * local Fastly does on the port of its API: names below `localhost` are this machine, for browsers and curl.
 */
export function serviceUrl(domain: string, baseUrl: string): string {
  const api = localApi(baseUrl);
  return api === undefined ? `https://${domain}` : `${api.protocol}//${domain}.localhost${api.port && `:${api.port}`}`;
}
