import type { ComputeError } from "../errors";
import { fastlyError } from "./errors";

/**
 * Why a service that the state has cannot be worked on, and how to have a new one. When Fastly says that a service was
 * deleted, the provider takes it out of the state, and fails to refresh the items of its dictionaries. When Fastly does
 * not know the service, the provider fails to refresh it as well.
 */
export function goneError(id: string, urn: string, deleted: boolean): ComputeError {
  return deleted ? fastlyError("service-deleted", { id, urn }) : fastlyError("service-unknown", { id, urn });
}
