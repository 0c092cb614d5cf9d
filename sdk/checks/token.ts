import { fastlyError } from "../fastly/errors";
import { isOfOtherServices, isShortOfScope, type TokenFacts } from "../fastly/token";
import type { Check } from "./check";

/** An `up` is about to make or change something. A preview only reads, and some tokens are made for reading only. */
export interface Writing {
  /** What Fastly says of the token. Undefined when that cannot be read. */
  token: TokenFacts | undefined;
  /** The service to change. Undefined for a new service, and while the service is not known. */
  service: string | undefined;
  /** Whether a service is made. */
  isNew: boolean;
}

export const TOKEN_LACKS_SCOPE: Check<Writing> = {
  name: "token-lacks-scope",
  when: "An `up` has an API token whose scope is not `global`",
  outcome: "Nothing is made or changed; a preview needs no more than `global:read`",
  how: "Use a token with the scope `global`",
  find: ({ token }) =>
    token !== undefined && isShortOfScope(token)
      ? fastlyError("token-lacks-scope", { scopes: token.scopes })
      : undefined,
};

export const TOKEN_OF_OTHER_SERVICES: Check<Writing> = {
  name: "token-of-other-services",
  when: "An `up` has an API token for certain services, but not for this one",
  outcome: "Nothing is made or changed",
  how: "Use a token for all services, or for this one",
  find: ({ token, service, isNew }) =>
    token !== undefined && (isNew || service !== undefined) && isOfOtherServices(token, service)
      ? fastlyError("token-of-other-services", { services: token.services, service })
      : undefined,
};
