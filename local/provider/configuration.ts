import { isIP } from "node:net";
import { type PropertyMap, Secret, UNKNOWN, type Value } from "../engine/value";
import { localProviderError } from "./errors";

export interface ApiAccess {
  apiKey: string;
  baseUrl: string;
}

const FASTLY_API = "https://api.fastly.com";

/**
 * The API's address and key. They come from the provider's configuration (`apiKey`, `baseUrl`, `noAuth`), or else from
 * `FASTLY_API_KEY` and `FASTLY_API_URL`. Only an address on this machine is accepted.
 */
export function apiAccess(config: PropertyMap, env: Readonly<Record<string, string | undefined>>): ApiAccess {
  const apiKey = text(config.apiKey) || env.FASTLY_API_KEY || "";
  const baseUrl = text(config.baseUrl) || env.FASTLY_API_URL || FASTLY_API;
  // A preview only asks Fastly for things that exist already. So the key may be unknown.
  const isToCome = (config.apiKey instanceof Secret ? config.apiKey.value : config.apiKey) === UNKNOWN;
  if (apiKey === "" && !isToCome && text(config.noAuth) !== "true") throw new Error("no API key for Fastly");
  refuseRemote(baseUrl);
  return { apiKey, baseUrl };
}

function refuseRemote(baseUrl: string): void {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url?.protocol === "http:" && isLoopback(url.hostname)) return;
  throw localProviderError("api-not-local", { host: url?.host ?? JSON.stringify(baseUrl) });
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** The configuration from a stack has texts. That of an explicit provider has the values themselves. */
function text(value: Value | undefined): string {
  if (value instanceof Secret) return text(value.value);
  return typeof value === "string" || typeof value === "boolean" ? String(value) : "";
}
