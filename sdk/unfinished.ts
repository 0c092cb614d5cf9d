import { ComputeError } from "./errors";
import { type Credentials, clientOf } from "./fastly/credentials";
import { goneError } from "./fastly/gone";
import { type LiveService, lookUpService } from "./fastly/service";
import { configurationOf } from "./versionComment";

/** An update that the engine is about to make. */
export interface PlannedUpdate {
  id: string;
  urn: string;
  /** The service's properties as the program has them, and as the state has them. */
  declared: Record<string, unknown>;
  state: Record<string, unknown>;
  /** The properties that are left as they are at Fastly. */
  kept: string[];
}

/**
 * Refuses to update a service of which the state says what is not so: after an update that failed half-way it has what
 * was planned. Another update would only bring what differs from the state, leave out the rest for ever, and succeed.
 *
 * @throws ComputeError also when Fastly does not answer: who goes on then may never learn of the rest.
 */
export async function refuseUnfinished(update: PlannedUpdate, credentials: Credentials): Promise<void> {
  const { id, urn } = update;
  const found = await lookUpService(await clientOf(credentials), id);
  if (found.state === "unknown") {
    throw new ComputeError(
      `Whether an earlier update of the service ${id} failed half-way could not be found out: ${found.error.problem}`,
      found.error.remedy,
    );
  }
  if (found.state === "gone") {
    throw goneError(id, urn, found.deleted);
  }
  const problem = wrongVersion(update, found.service) ?? wrongService(update, found.service);
  if (problem !== undefined) {
    throw new ComputeError(problem, "Run: pulumi up --refresh");
  }
}

function wrongVersion({ id, state }: PlannedUpdate, { activeVersion, activeComment }: LiveService): string | undefined {
  if (activeVersion === undefined) {
    return undefined;
  }
  // The newest version of the state may have been activated by a run that had no answer.
  if (activeVersion !== state.activeVersion && activeVersion !== state.clonedVersion) {
    return `Version ${activeVersion} of the service ${id} is active, and not version ${state.activeVersion ?? state.clonedVersion}, as the state says: someone activated it`;
  }
  const [planned, live] = [configurationOf(state.versionComment), configurationOf(activeComment)];
  return planned === undefined || live === undefined || live === planned
    ? undefined
    : `Version ${activeVersion} of the service ${id} is active, which was made from another configuration than the state says: an update failed half-way, or someone activated another version`;
}

/** What belongs to no version, and does not differ from the state: nothing would write it. */
function wrongService({ id, declared, state, kept }: PlannedUpdate, service: LiveService): string | undefined {
  const wrong = (["name", "comment"] as const).find(
    (property) =>
      !kept.includes(property) && declared[property] === state[property] && service[property] !== state[property],
  );
  return (
    wrong &&
    `The service ${id} has the ${wrong} "${service[wrong]}", and not "${state[wrong]}", as the state says: an update failed half-way, or someone changed it`
  );
}
