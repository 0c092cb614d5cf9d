import type { ComputeError } from "../errors";
import type { FastlyClient } from "./client";
import { fastlyError } from "./errors";
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
  return deleted ? fastlyError("service-deleted", { id, urn }) : fastlyError("service-unknown", { id, urn });
}
