import { localApi } from "./localApi";

/**
 * Where people look at a service: Fastly's web interface, also when the API is reached through a proxy of some other
 * name. An API on loopback is a stand-in that Fastly knows nothing of, so the page is on the API itself.
 */
export function manageUrl(serviceId: string, baseUrl: string): string {
  const api = localApi(baseUrl);
  return api === undefined
    ? `https://manage.fastly.com/configure/services/${serviceId}`
    : `${api.origin}/manage/compute/services/${serviceId}`;
}
