import type { Agent } from "node:http";
import { localApi } from "./localApi";

/**
 * The agent for a request through a proxy. `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY` (in either case) name the proxy,
 * and `NO_PROXY` excludes addresses. The provider reads the same variables. Requests to this machine never go through a
 * proxy. All requests to one proxy share an agent, which keeps its connections as Node does without a proxy.
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

/** Loaded only when needed: most machines have no proxy. */
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

/** `proxy:3128` means an HTTP proxy, as in the provider. The library would take the scheme of the requested address. */
function withScheme(proxy: string): string {
  const isMeant = VARIABLES.some((name) => process.env[name]?.includes(proxy));
  return isMeant ? proxy : proxy.replace(/^https?:/, "http:");
}
