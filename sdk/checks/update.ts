import { adoptionError } from "../adopt/errors";
import type { ComputeError } from "../errors";
import { goneError } from "../fastly/gone";
import type { ServiceDetails } from "../fastly/service";
import type { LiveService } from "../live/liveService";
import type { Deployment } from "../plan/deployment";
import { type Identity, isDeployedBy } from "../plan/identity";
import type { Check } from "./check";

type Values = Record<string, unknown>;

/** The engine is about to update the service, which only its comparison with the state tells of. */
export interface Update
  extends Pick<Deployment, "name" | "args" | "project" | "setup" | "kept" | "adopted">,
    Partial<Pick<Deployment, "release">> {
  /** The service's id, and the URN of its resource. */
  id: string;
  urn: string;
  isPreview: boolean;
  /** Whether the generated domain could be chosen by the state. */
  isStateKnown: boolean;
  isProtected: boolean;
  /** The service's inputs as the program has them, and as the state has them. */
  declared: Values;
  before: Values;
  /** The service's outputs as the state has them. */
  state: Values;
  /** Who the component is, and was; its present URN is the first one. */
  identity: Identity;
  live: LiveService;
}

/** Whether the service is the one that the program says to take over. */
export function isAdopted({ id, adopted }: Pick<Update, "id" | "adopted">): boolean {
  return id === adopted;
}

/** Whether the service was imported and never updated since: only an update tells the state where the package is. */
export function isImported({ before }: Pick<Update, "before">): boolean {
  const [pkg] = [before.package].flat() as ({ filename?: unknown } | undefined)[];
  return pkg?.filename === undefined;
}

/** Whether the update is the first one of this component, of a service that others have made. */
export async function isTakenOver(update: Update): Promise<boolean> {
  if (isImported(update)) {
    return true;
  }
  const service = isAdopted(update) ? await update.live.details() : undefined;
  return isAdopted(update) && !(service !== undefined && isDeployedBy(service, update.identity));
}

/** The service that the state has, as it is at Fastly, or why that is not known. */
export async function serviceOfState(
  { live, urn }: Pick<Update, "live" | "urn">,
  unanswered = (error: ComputeError) => error,
): Promise<ServiceDetails | ComputeError> {
  const found = await live.lookUp();
  if (found.state === "exists") {
    return found.service;
  }
  return found.state === "unknown" ? unanswered(found.error) : goneError(live.id, urn, found.deleted);
}

/**
 * To the engine the service is the stack's own as soon as it was imported, and without the guard it would be changed. Of
 * one that was never active the state looks the same after a first run of the component itself that failed.
 */
export const ADOPTION_GIVEN_UP: Check<Update> = {
  name: "adoption-given-up",
  when: 'An adoption was begun and not completed, and `existingService: "adopt"` or the `service_id` is gone',
  outcome: "The service is not changed",
  how: "`adopt` again; or the command that takes the service out of the state, and leaves it as it is",
  async find(update) {
    const { name, id, urn, project, live, identity } = update;
    const service = !isImported(update) || isAdopted(update) ? undefined : await live.details();
    return service === undefined || !service.wasActive || isDeployedBy(service, identity)
      ? undefined
      : adoptionError("adoption-given-up", { component: name, id, file: project.serviceIdFileShown, urn });
  },
};
