import { localApi } from "./localApi";

/**
 * The page of a service for people. It is in Fastly's web interface, also when a proxy with another name leads to the
 * API. An API on loopback is a stand-in that Fastly does not know, so the page is on the API itself.
 */
export function manageUrl(serviceId: string, baseUrl: string): string {
  const api = localApi(baseUrl);
  return api === undefined
    ? `https://manage.fastly.com/configure/services/${serviceId}`
    : `${api.origin}/manage/compute/services/${serviceId}`;
}
