import { ComputeError } from "../errors";
import { forget } from "../errors/commands";
import type { FastlyClient } from "./client";
import { type LiveService, lookUpService } from "./service";

/**
 * The service that the state has, as it is at Fastly.
 *
 * @throws ComputeError when it is gone, or {@link unanswered} when Fastly does not answer.
 */
export async function serviceOfState(
  client: FastlyClient,
  { id, urn }: { id: string; urn: string },
  unanswered = (error: ComputeError) => error,
): Promise<LiveService> {
  const found = await lookUpService(client, id);
  if (found.state === "unknown") {
    throw unanswered(found.error);
  }
  if (found.state === "gone") {
    throw goneError(id, urn, found.deleted);
  }
  return found.service;
}

/**
 * Why a service that the state has cannot be worked on, and how to have a new one. The provider takes a service out of
 * the state when Fastly says that it was deleted, and fails to refresh the items of its dictionaries; when Fastly does not
 * know the service, it fails to refresh that, too.
 */
function goneError(id: string, urn: string, deleted: boolean): ComputeError {
  return deleted
    ? new ComputeError(
        `The service ${id} was deleted at Fastly`,
        `To have a new one, run: pulumi refresh --target '${urn}', then pulumi up`,
      )
    : new ComputeError(
        `Fastly knows no service ${id}: it was deleted, or the API token is of another account`,
        `Use the token of its account; or, to have a new service, take its service_id out of the manifest and run: ${forget(urn)}, then pulumi up`,
      );
}
