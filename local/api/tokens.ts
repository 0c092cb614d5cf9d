import { createHash, timingSafeEqual } from "node:crypto";
import { ApiError } from "./http";

/** What a token may do. */
export interface TokenOptions {
  /** Scopes with spaces between: `global`, `global:read`, `purge_all`, `purge_select`. Default `global`. */
  scope?: string;
  /** The ids of the only services that the token may read and change. Default: all. */
  services?: string[];
}

/** The tokens of the API. */
export interface TokenSettings {
  /**
   * The only accepted token, also for the values on the pages (`/manage?token=…`). Others get 401. Default: any token
   * is accepted.
   */
  token?: string;
  /** A second token that may only read. It gets 403 for everything else. */
  readOnlyToken?: string;
  /** More tokens, with the rights of each. `GET /tokens/self` reports the rights. A request beyond them gets 403. */
  tokens?: Record<string, TokenOptions>;
}

/** @throws ApiError for a request that the token may not make. */
export function authorize(options: TokenSettings, token: string | undefined, method: string, path: string): void {
  if (!token || (options.token !== undefined && !isOneOf(token, options))) {
    throw new ApiError(401, { msg: "Provided credentials are missing or invalid" });
  }
  const { scope, services } = tokenOf(options, token);
  const scopes = scope.split(" ");
  const isRead = method === "GET" || method === "HEAD";
  const mayDo = scopes.includes("global") || (isRead && scopes.includes("global:read")) || path === "/tokens/self";
  const [, service] = /^\/service\/([^/?]+)/.exec(path) ?? [];
  const isOthers = services.length > 0 && service !== undefined && service !== "search" && !services.includes(service);
  const isNew = services.length > 0 && method === "POST" && path === "/service";
  if (!mayDo || isOthers || isNew) {
    throw new ApiError(403, { msg: "You are not authorized to perform this action" });
  }
}

/** What a token may do. A token that is not listed may do everything. */
export function tokenOf(
  { readOnlyToken, tokens = {} }: TokenSettings,
  token: string | undefined,
): { scope: string; services: string[] } {
  const named = Object.entries(tokens).find(([each]) => sameToken(each, token))?.[1];
  const isReader = token !== undefined && sameToken(token, readOnlyToken);
  return { scope: named?.scope ?? (isReader ? "global:read" : "global"), services: named?.services ?? [] };
}

export function isOneOf(token: string | undefined, { token: all, readOnlyToken, tokens = {} }: TokenSettings): boolean {
  const known = [all, readOnlyToken, ...Object.keys(tokens)];
  return token !== undefined && known.some((each) => sameToken(token, each));
}

/** Takes the same time however much of the texts is equal. */
function sameToken(given: string, right: string | undefined): boolean {
  const [a, b] = [given, right ?? ""].map((token) => createHash("sha256").update(token).digest());
  return right !== undefined && a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
