import type { Agent } from "node:http";
import { localApi } from "./localApi";

/**
 * The agent for a request, when `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` (in either case) has a proxy for its address
 * and `NO_PROXY` does not exclude it: as the provider does, which knows the same variables. This machine is never asked
 * for by a proxy. One agent for all requests to one proxy keeps its connections, as Node does without a proxy.
 */
export function proxyAgent(url: URL): Agent | undefined {
  if (localApi(url.href) !== undefined || !isProxySet()) {
    return undefined;
  }
  const { getProxyForUrl } = require("proxy-from-env") as { getProxyForUrl(url: string): string };
  const proxy = withScheme(getProxyForUrl(url.href));
  if (proxy === "") {
    return undefined;
  }
  const key = `${url.protocol} ${proxy}`;
  const agent = agents.get(key) ?? agentFor(url.protocol, proxy);
  agents.set(key, agent);
  return agent;
}

const agents = new Map<string, Agent>();

/** What most machines do without is not loaded there. */
function agentFor(protocol: string, proxy: string): Agent {
  if (protocol === "http:") {
    const { HttpProxyAgent } = require("http-proxy-agent") as typeof import("http-proxy-agent");
    return new HttpProxyAgent(proxy, { keepAlive: true });
  }
  const { HttpsProxyAgent } = require("https-proxy-agent") as typeof import("https-proxy-agent");
  return new HttpsProxyAgent(proxy, { keepAlive: true });
}

const VARIABLES = ["https_proxy", "http_proxy", "all_proxy"].flatMap((name) => [name, name.toUpperCase()]);

function isProxySet(): boolean {
  return VARIABLES.some((name) => process.env[name]);
}

/** `proxy:3128` is spoken to by HTTP, as in the provider; the library takes the scheme of the address that is asked. */
function withScheme(proxy: string): string {
  const isMeant = VARIABLES.some((name) => process.env[name]?.includes(proxy));
  return isMeant ? proxy : proxy.replace(/^https?:/, "http:");
}
