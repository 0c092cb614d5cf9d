import { ComputeError } from "../errors";
import type { ServiceDetails } from "../fastly/service";
import { configurationOf } from "../fastly/versionComment";
import { markOf } from "../fastly/versionMark";
import { begunComment, isComplete } from "../live/draft";
import { readAllAgain } from "../live/unseen";
import type { Check } from "./check";
import { deployedElsewhere } from "./deployedElsewhere";
import { isAdopted, isImported, serviceOfState, type Update } from "./update";
import { updateError } from "./updateErrors";

/**
 * Checks of a wrong state. After an update that failed half-way, the state has the planned values. Another update would
 * only send what differs from that state, never send the rest, and succeed. The checks also refuse when Fastly does not
 * answer: after a further update nobody would notice the missing rest.
 *
 * An adoption itself compares with what is live. So for an imported service only an incomplete draft counts.
 */
export function ofState(
  facts: Omit<Check<Update>, "find">,
  judge: (update: Update, service: ServiceDetails) => ComputeError | undefined | Promise<ComputeError | undefined>,
  counts: (update: Update) => boolean = (update) => !isImported(update),
): Check<Update> {
  return {
    ...facts,
    async find(update) {
      if (!counts(update)) {
        return undefined;
      }
      const service = await serviceOfState(update, (error) => unanswered(update.id, error));
      return service instanceof ComputeError ? service : judge(update, service);
    },
  };
}

export function unanswered(id: string, { problem, remedy }: ComputeError): ComputeError {
  return updateError("state-not-compared", { id, problem, remedy });
}

/** A successful run or a refresh puts the active version's comment into the state, if there is an active version. */
export const DRAFT_INCOMPLETE = ofState(
  {
    name: "draft-incomplete",
    when: "An earlier run failed before its draft was complete; the service is gone; or Fastly does not answer",
    outcome: "The service is not changed",
    how: "Run `pulumi up --refresh`, or the command of the error",
  },
  (update, service) => {
    const { id, urn, state } = update;
    const planned = begunComment(state.versionComment);
    if (planned === undefined || isComplete(service.commentOf.get(Number(state.clonedVersion)), planned)) {
      return undefined;
    }
    const way =
      service.activeVersion !== undefined
        ? "refresh"
        : isAdopted(update)
          ? "import again"
          : service.wasActive
            ? "activate"
            : "replace";
    return updateError("draft-incomplete", { id, urn, way, version: service.activated[0] });
  },
  (update) => !isImported(update) || (isAdopted(update) && begunComment(update.state.versionComment) !== undefined),
);

/** A run that got no answer may have activated the newest version in the state. */
function unknownVersion({ id, state }: Update, { activeVersion }: ServiceDetails): ComputeError | undefined {
  return activeVersion === undefined || activeVersion === state.activeVersion || activeVersion === state.clonedVersion
    ? undefined
    : updateError("other-version-active", {
        id,
        active: activeVersion,
        known: state.activeVersion ?? state.clonedVersion,
      });
}

/** @param problem undefined when there is no problem. */
function refreshed(
  update: Update,
  service: ServiceDetails,
  problem: ComputeError | undefined,
): ComputeError | undefined {
  return problem === undefined
    ? undefined
    : (deployedElsewhere(update.id, update.identity.urns[0] ?? "", service) ?? problem);
}

export const OTHER_VERSION_ACTIVE = ofState(
  {
    name: "other-version-active",
    when: "The active version is not the one in the state",
    outcome: "The service is not changed",
    how: "Run `pulumi up --refresh`",
  },
  (update, service) => refreshed(update, service, unknownVersion(update, service)),
);

/**
 * A refresh does not read everything that an update failed to remove. So when the configuration changes, this looks for
 * things that neither the state nor the provider knows. Otherwise the new version would keep them, although its digest
 * is of a configuration without them.
 */
export const UNKNOWN_TO_THE_STATE = ofState(
  {
    name: "unknown-to-the-state",
    when: "The live version has something that the state does not know, so no update would remove it",
    outcome: "The service is not changed",
    how: "Activate a copy of the active version; then run `pulumi up --refresh`",
  },
  async ({ id, declared, state, live, release }, { activeVersion, activeComment }) => {
    const [made, active] = [configurationOf(state.versionComment), configurationOf(activeComment)];
    const wanted = configurationOf(declared.versionComment);
    // Only the package and links change, or a preview does not know the configuration yet.
    if (
      activeVersion === undefined ||
      (declared.activate !== true && release === undefined) ||
      wanted === undefined ||
      wanted === (active ?? made)
    ) {
      return undefined;
    }
    const unseen = await live.unseen(Number(state.clonedVersion), state).catch((error: unknown) => {
      throw error instanceof ComputeError ? unanswered(id, error) : error;
    });
    return unseen.length === 0
      ? undefined
      : updateError("unknown-to-the-state", {
          id,
          version: state.clonedVersion,
          unseen,
          remedy: readAllAgain(id),
        });
  },
);

export const OTHER_CONFIGURATION = ofState(
  {
    name: "other-configuration-active",
    when: "The active version was made from another configuration than the state has",
    outcome: "The service is not changed",
    how: "Run `pulumi up --refresh`",
  },
  (update, service) => {
    const { id, state, release } = update;
    // The comment in the state is that of the version that was live while this one was prepared. A mark in the comment
    // says that the version is complete, also when the program no longer has a release.
    const isPrepared =
      release !== undefined || markOf(Number(state.clonedVersion), service.activeComment) !== undefined;
    if (isPrepared && state.activate === false && service.activeVersion === state.clonedVersion) {
      return undefined;
    }
    const [planned, active] = [configurationOf(state.versionComment), configurationOf(service.activeComment)];
    return refreshed(
      update,
      service,
      planned === undefined || active === undefined || active === planned
        ? undefined
        : updateError("other-configuration-active", { id, active: service.activeVersion }),
    );
  },
);

/** Name and comment belong to no version, and do not differ from the state. So no update would write them. */
export const OTHER_NAME_OR_COMMENT = ofState(
  {
    name: "other-name-or-comment",
    when: "The name or the comment of the service is not what the state says",
    outcome: "The service is not changed",
    how: "Run `pulumi up --refresh`",
  },
  ({ id, declared, state, kept }, service) => {
    const wrong = (["name", "comment"] as const).find(
      (property) =>
        !kept.includes(property) && declared[property] === state[property] && service[property] !== state[property],
    );
    return wrong === undefined
      ? undefined
      : updateError("other-name-or-comment", {
          id,
          property: wrong,
          live: service[wrong],
          known: state[wrong],
        });
  },
);
