import { readObject } from "./answers";
import type { FastlyClient } from "./client";

/** What Fastly says of the API token that asks. */
export interface TokenFacts {
  /** Words such as `global` and `global:read`. */
  scopes: string[];
  /** The only services that it may see and change; none for all of the account. */
  services: string[];
}

/**
 * What the token says of itself. Undefined when that is not to be read: a token that may not, an API that has no such
 * thing, or no answer. Nothing is concluded then, as the requests that follow tell.
 */
export async function readToken(client: FastlyClient): Promise<TokenFacts | undefined> {
  try {
    type Answer = { scope?: string | null; services?: string[] | null };
    const { scope, services } = await readObject<Answer>(client, "/tokens/self", {
      scope: "string?",
      services: "texts?",
    });
    return { scopes: (scope ?? "").split(/\s+/).filter((word) => word !== ""), services: services ?? [] };
  } catch {
    return undefined;
  }
}

/** The scopes with which no service can be changed. What is not known here may well be more than these. */
const LESSER = ["global:read", "purge_all", "purge_select"];

/** Whether the token surely may not change a service, whoever its user is. */
export function isShortOfScope({ scopes }: TokenFacts): boolean {
  return scopes.length > 0 && scopes.every((scope) => LESSER.includes(scope));
}

/** Whether the token is for other services only. @param service undefined for one that is not there yet. */
export function isOfOtherServices({ services }: TokenFacts, service: string | undefined): boolean {
  return services.length > 0 && (service === undefined || !services.includes(service));
}
