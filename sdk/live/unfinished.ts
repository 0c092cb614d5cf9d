import { ComputeError } from "../errors";
import { beginAnew } from "../errors/giveUp";
import type { FastlyClient } from "../fastly/client";
import { type Credentials, clientOf } from "../fastly/credentials";
import { serviceOfState } from "../fastly/gone";
import type { LiveService } from "../fastly/service";
import { configurationOf } from "../fastly/versionComment";
import { begunComment, isComplete } from "./draft";
import { takenOver } from "./takenOver";
import { readAllAgain, readUnseen } from "./unseen";

/** An update that the engine is about to make. */
export interface PlannedUpdate {
  id: string;
  urn: string;
  /** The URN of the component that the service belongs to. */
  component: string;
  /** The service's properties as the program has them, and as the state has them. */
  declared: Record<string, unknown>;
  state: Record<string, unknown>;
  /** Whether the service was imported, and the program still says so. */
  isAdopted: boolean;
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
  const client = await clientOf(credentials);
  const service = await serviceAtFastly(update, client);
  refuseIncomplete(update, service);
  const unknown = unknownVersion(update, service);
  if (unknown === undefined) {
    await refuseUnseen(update, service, client);
  }
  const wrongVersion = unknown ?? wrongConfiguration(update, service);
  const taken = wrongVersion && takenOver(update.id, update.component, service);
  if (taken !== undefined) {
    throw taken;
  }
  const problem = wrongVersion ?? wrongService(update, service);
  if (problem !== undefined) {
    throw new ComputeError(problem, "Run: pulumi up --refresh");
  }
}

/** The same for no more than a draft that was begun: the rest an adoption compares by itself. */
export async function refuseBegunDraft(update: PlannedUpdate, credentials: Credentials): Promise<void> {
  if (begunComment(update.state.versionComment) !== undefined) {
    refuseIncomplete(update, await serviceAtFastly(update, await clientOf(credentials)));
  }
}

function serviceAtFastly(update: PlannedUpdate, client: FastlyClient): Promise<LiveService> {
  return serviceOfState(client, update, (error) => unanswered(update.id, error));
}

function unanswered(id: string, { problem, remedy }: ComputeError): ComputeError {
  return new ComputeError(
    `Whether an earlier update of the service ${id} failed half-way could not be found out: ${problem}`,
    remedy,
  );
}

/** A successful run, or a refresh, puts the active version's comment into the state, if there is one. */
function refuseIncomplete({ id, urn, isAdopted, state }: PlannedUpdate, service: LiveService): void {
  const planned = begunComment(state.versionComment);
  if (planned === undefined || isComplete(service.commentOf.get(Number(state.clonedVersion)), planned)) {
    return;
  }
  const remedy =
    service.activeVersion !== undefined
      ? "Run: pulumi up --refresh"
      : service.wasActive && !isAdopted
        ? `Activate the version that was active before, then run: pulumi up --refresh\n  fastly service-version activate --service-id=${id} --version=${service.activated[0]}`
        : `Run: ${beginAnew(urn, isAdopted)}`;
  throw new ComputeError(`An earlier run failed before the draft of the service ${id} was complete`, remedy);
}

/** The newest version of the state may have been activated by a run that had no answer. */
function unknownVersion({ id, state }: PlannedUpdate, { activeVersion }: LiveService): string | undefined {
  return activeVersion === undefined || activeVersion === state.activeVersion || activeVersion === state.clonedVersion
    ? undefined
    : `Version ${activeVersion} of the service ${id} is active, and not version ${state.activeVersion ?? state.clonedVersion}, as the state says: someone activated it`;
}

function wrongConfiguration({ id, state }: PlannedUpdate, service: LiveService): string | undefined {
  const [planned, live] = [configurationOf(state.versionComment), configurationOf(service.activeComment)];
  return planned === undefined || live === undefined || live === planned
    ? undefined
    : `Version ${service.activeVersion} of the service ${id} is active, which was made from another configuration than the state says: an update failed half-way, or someone activated another version`;
}

/**
 * A refresh does not bring everything back that an update failed to remove. So where the configuration changes, what
 * neither the state nor the provider knows of is looked for; otherwise the new version would keep it, with the digest of
 * a configuration that does not have it.
 */
async function refuseUnseen(
  { id, declared, state }: PlannedUpdate,
  { activeVersion, activeComment }: LiveService,
  client: FastlyClient,
): Promise<void> {
  const [made, live] = [configurationOf(state.versionComment), configurationOf(activeComment)];
  const wanted = configurationOf(declared.versionComment);
  // No more than package and links change, or nothing is known of a preview's configuration yet.
  if (activeVersion === undefined || declared.activate !== true || wanted === undefined || wanted === (live ?? made)) {
    return;
  }
  const unseen = await readUnseen(client, id, Number(state.clonedVersion), state).catch((error: unknown) => {
    throw error instanceof ComputeError ? unanswered(id, error) : error;
  });
  if (unseen.length > 0) {
    throw new ComputeError(
      `Version ${state.clonedVersion} of the service ${id} has what the state does not know of, so no update would remove it:\n  ${unseen.join("\n  ")}`,
      readAllAgain(id),
    );
  }
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
