import { adoptionError } from "../adopt/errors";
import type { ComputeError } from "../errors";
import { goneError } from "../fastly/gone";
import type { ServiceDetails } from "../fastly/service";
import type { LiveService } from "../live/liveService";
import type { Deployment } from "../plan/deployment";
import { type Identity, isDeployedBy } from "../plan/identity";
import type { Check } from "./check";

type Values = Record<string, unknown>;

/** The engine is about to update the service. The difference from the state shows the change. */
export interface Update
  extends Pick<Deployment, "name" | "args" | "project" | "setup" | "kept" | "adopted">,
    Partial<Pick<Deployment, "release">> {
  /** The id of the service, and the URN of its resource. */
  id: string;
  urn: string;
  isPreview: boolean;
  /** Whether the state was known when the generated domain was chosen. */
  isStateKnown: boolean;
  isProtected: boolean;
  /** The declared inputs of the service, and those in the state. */
  declared: Values;
  before: Values;
  /** The outputs of the service in the state. */
  state: Values;
  /** The present and former identity of the component. The present URN is the first. */
  identity: Identity;
  live: LiveService;
  /** The id of the service of this name. Undefined when there is none, or Fastly does not answer. */
  idOfName(name: string): Promise<string | undefined>;
}

/** Whether the program says to take over this service. */
export function isAdopted({ id, adopted }: Pick<Update, "id" | "adopted">): boolean {
  return id === adopted;
}

/**
 * Whether the service was imported and never updated since: only an update writes the package's path into the state.
 */
export function isImported({ before }: Pick<Update, "before">): boolean {
  const [pkg] = [before.package].flat() as ({ filename?: unknown } | undefined)[];
  return pkg?.filename === undefined;
}

/** Whether this is the first update by this component of a service that others made. */
export async function isTakenOver(update: Update): Promise<boolean> {
  if (isImported(update)) {
    return true;
  }
  const service = isAdopted(update) ? await update.live.details() : undefined;
  return isAdopted(update) && !(service !== undefined && isDeployedBy(service, update.identity));
}

/** The service of the state, as it is at Fastly, or why it is not known. */
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
 * The engine takes an imported service for the stack's own. Without this check the service would be changed. The check
 * leaves out a service that was never active. Its state looks the same after a failed first run of the component.
 */
export const ADOPTION_GIVEN_UP: Check<Update> = {
  name: "adoption-given-up",
  when: 'An adoption was begun but not completed, and `existingService: "adopt"` or the `service_id` is gone',
  outcome: "The service is not changed",
  how: 'Set `existingService: "adopt"` again; or run the command of the error, which removes the service from the state only',
  async find(update) {
    const { name, id, urn, project, live, identity } = update;
    const service = !isImported(update) || isAdopted(update) ? undefined : await live.details();
    return service === undefined || !service.wasActive || isDeployedBy(service, identity)
      ? undefined
      : adoptionError("adoption-given-up", { component: name, id, file: project.serviceIdFileShown, urn });
  },
};
