import { readObject } from "./answers";
import type { FastlyClient } from "./client";

/** What Fastly says of the API token in use. */
export interface TokenFacts {
  /** Scopes such as `global` and `global:read`. */
  scopes: string[];
  /** The only services that the token may read and change. Empty: all services of the account. */
  services: string[];
}

/**
 * The token's own details. Undefined when they cannot be read: the token may not, the API does not have them, or there
 * is no answer. No check refuses then, as the later requests will show.
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

/** The scopes that cannot change a service. An unknown scope may allow more. */
const SCOPES_WITHOUT_CHANGES = ["global:read", "purge_all", "purge_select"];

/** Whether the token certainly may not change a service, whoever its user is. */
export function isShortOfScope({ scopes }: TokenFacts): boolean {
  return scopes.length > 0 && scopes.every((scope) => SCOPES_WITHOUT_CHANGES.includes(scope));
}

/** Whether the token is for other services only. @param service undefined for a new service. */
export function isOfOtherServices({ services }: TokenFacts, service: string | undefined): boolean {
  return services.length > 0 && (service === undefined || !services.includes(service));
}
