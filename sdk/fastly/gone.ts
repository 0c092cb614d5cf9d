import type { ComputeError } from "../errors";
import { fastlyError } from "./errors";

/**
 * The error for a service that the state has and Fastly does not, with the way to a new one. The provider removes a
 * service from the state when Fastly says that it was deleted. Then the provider fails to refresh the items of its
 * dictionaries. When Fastly does not know the service, the provider fails to refresh the service too.
 */
export function goneError(id: string, urn: string, deleted: boolean): ComputeError {
  return deleted ? fastlyError("service-deleted", { id, urn }) : fastlyError("service-unknown", { id, urn });
}
