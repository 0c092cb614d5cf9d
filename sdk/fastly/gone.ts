import type { ComputeError } from "../errors";
import { fastlyError } from "./errors";

/**
 * The error for a service that the state has and Fastly does not, with the way to a new one. When Fastly says that the
 * service was deleted, the provider removes it from the state, and then fails to refresh the items of its dictionaries.
 * When Fastly does not know the service, the provider fails to refresh the service too.
 */
export function goneError(id: string, urn: string, deleted: boolean): ComputeError {
  return deleted ? fastlyError("service-deleted", { id, urn }) : fastlyError("service-unknown", { id, urn });
}
