import type { ComputeError } from "../errors";
import { fastlyError } from "./errors";

/**
 * Why a service that the state has cannot be worked on, and how to have a new one. The provider takes a service out of
 * the state when Fastly says that it was deleted, and fails to refresh the items of its dictionaries; when Fastly does not
 * know the service, it fails to refresh that, too.
 */
export function goneError(id: string, urn: string, deleted: boolean): ComputeError {
  return deleted ? fastlyError("service-deleted", { id, urn }) : fastlyError("service-unknown", { id, urn });
}
