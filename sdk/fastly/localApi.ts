const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The API of this address when it is on this machine, and so a stand-in for Fastly's. Undefined otherwise. */
export function localApi(baseUrl: string): URL | undefined {
  const api = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  return api !== undefined && LOOPBACK.test(api.hostname) ? api : undefined;
}
