const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Where people look at a service: Fastly's web interface, also when the API is reached through a proxy of some other
 * name. An API on loopback is a stand-in that Fastly knows nothing of, so the page is on the API itself.
 */
export function manageUrl(serviceId: string, baseUrl: string): string {
  const api = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  return api !== undefined && LOOPBACK.test(api.hostname)
    ? `${api.origin}/manage/compute/services/${serviceId}`
    : `https://manage.fastly.com/configure/services/${serviceId}`;
}
