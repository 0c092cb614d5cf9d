import { localApi } from "./localApi";

/**
 * The address at which a service answers for a domain: HTTPS at Fastly. With an API on this machine nothing answers
 * there. The local Fastly answers on the port of its API, under names below `localhost`: browsers and curl take those
 * for this machine.
 */
export function serviceUrl(domain: string, baseUrl: string): string {
  const api = localApi(baseUrl);
  return api === undefined ? `https://${domain}` : `${api.protocol}//${domain}.localhost${api.port && `:${api.port}`}`;
}
