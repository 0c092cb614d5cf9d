import { ComputeError } from "../errors";

/**
 * Why a service that the state has cannot be worked on, and how to have a new one. The provider takes a service out of
 * the state when Fastly says that it was deleted, and fails to refresh the items of its dictionaries; when Fastly does not
 * know the service, it fails to refresh that, too.
 */
export function goneError(id: string, urn: string, deleted: boolean): ComputeError {
  return deleted
    ? new ComputeError(
        `The service ${id} was deleted at Fastly`,
        `To have a new one, run: pulumi refresh --target '${urn}', then pulumi up`,
      )
    : new ComputeError(
        `Fastly knows no service ${id}: it was deleted, or the API token is of another account`,
        `Use the token of its account; or, to have a new service: pulumi state delete --target-dependents '${urn}', then pulumi up`,
      );
}
