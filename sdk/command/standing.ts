import { refusal } from "../checks/check";
import { deployedElsewhere } from "../checks/deployedElsewhere";
import { RELEASE_REPLACED, RELEASE_TAKEN_BACK } from "../checks/release";
import { updateError } from "../checks/updateErrors";
import { NOT_ACTIVE, NOT_STAGED } from "../checks/verify";
import type { ComputeError } from "../errors";
import { goneError } from "../fastly/gone";
import type { Gone, ServiceDetails } from "../fastly/service";
import type { LiveService } from "../live/liveService";
import { unprotectFirst } from "../pulumi/protection";
import { nextStep } from "../release/nextStep";
import { ENCRYPTED, type StateResource } from "./exported";

/** A service of the state, with its component, and the same service at Fastly. */
export interface Known {
  resource: StateResource;
  component: StateResource | undefined;
  live: LiveService;
}

/** Why the next `up` is refused or fails, and how to go on. */
export interface Refused {
  code: string;
  problem: string;
  remedy: string;
  /** The runs that say so: each `up`, or each preview and `up` that changes the service. */
  by: "up" | "change";
}

/** The version that the state describes, and the judgement of the next `up` about the versions at Fastly. */
export interface Standing {
  version: {
    /** The version that the program made active, by the state. */
    state?: number;
    /** The active version at Fastly. */
    live?: number;
    /** The version that the program has prepared, and that is not active. */
    prepared?: number;
  };
  /** The version to compare with the state. Undefined when the service has none. */
  compared?: number;
  refused?: Refused;
}

/**
 * The runs of a program without `release` make each version live at once, or only prepare it. With `release`, the run
 * prepares each version, and the release makes it live. The state then has the prepared version.
 */
export async function standingOf(known: Known, service: ServiceDetails): Promise<Standing> {
  const { inputs = {}, outputs: state = {} } = known.resource;
  const { activeVersion: live } = service;
  const [active, newest] = [state.activeVersion, state.clonedVersion].map((each) => Number(each) || undefined);
  if (inputs.activate !== false) {
    const error = await refusal([NOT_ACTIVE], deployedOf(known), () => {});
    return {
      version: { state: active, live },
      compared: live ?? active ?? newest,
      refused: refusedBy(known, error) ?? refusalToChange(known, service),
    };
  }
  const isReleased = known.component?.inputs?.release !== undefined;
  const ended = isReleased && newest !== undefined ? await endOf(newest, known, service) : undefined;
  if (ended !== undefined) {
    const isOther = ended.code === "release-replaced";
    return {
      version: { state: newest, live },
      compared: isOther ? (live ?? newest) : newest,
      refused: refusedBy(known, ended),
    };
  }
  const unstaged = await refusal([NOT_STAGED], deployedOf(known), () => {});
  return {
    version: live === newest ? { state: live, live } : { state: active, live, prepared: newest },
    compared: newest ?? service.version,
    refused: refusalToChange(known, service) ?? refusedBy(known, unstaged),
  };
}

function deployedOf({ resource: { urn, id = "", inputs = {}, outputs: state = {} }, component, live }: Known) {
  return {
    wanted: {
      id,
      urn,
      isAdopted: component?.inputs?.adopts === id,
      activeVersion: Number(state.activeVersion) || undefined,
      clonedVersion: Number(state.clonedVersion),
    },
    stage: inputs.stage === true,
    live,
  };
}

/** The error of a release that is over, but whose version is not live. */
function endOf(version: number, { live: { id } }: Known, service: ServiceDetails): Promise<ComputeError | undefined> {
  const { activeVersion: active, stagedVersion: staged, activated } = service;
  const contents = { isChanged: false, removed: [] };
  const facts = { version, active, staged, commentOf: new Map(service.commentOf), activated, results: {}, contents };
  const rules = { goesBack: true, isStaged: false, isRehearsed: false, isWatched: false };
  const step = nextStep({ ...facts, isWritten: false }, rules);
  return step.do === "end"
    ? refusal([RELEASE_TAKEN_BACK, RELEASE_REPLACED], { id, version, end: step.end, goesBack: true }, () => {})
    : Promise.resolve(undefined);
}

/** The first refusal that the checks before an update give for such a state, in their words. */
function refusalToChange(known: Known, service: ServiceDetails): Refused | undefined {
  const { id = "", outputs: state = {} } = known.resource;
  const { activeVersion: active } = service;
  if (active !== undefined && active !== state.activeVersion && active !== state.clonedVersion) {
    const taken = known.component && deployedElsewhere(id, known.component.urn, service);
    const number = state.activeVersion ?? state.clonedVersion;
    return refusedBy(known, taken ?? updateError("other-version-active", { id, active, known: number }), "change");
  }
  const property = (["name", "comment"] as const).find((each) => differs(state[each], service[each]));
  const facts = property && { id, property, live: service[property], known: state[property] };
  return refusedBy(known, facts && updateError("other-name-or-comment", facts), "change");
}

/** Whether a name or comment is another one at Fastly. */
export function differs(known: unknown, live: unknown): boolean {
  return known !== ENCRYPTED && (known ?? "") !== (live ?? "");
}

/** The refusal for a service that Fastly no longer has. */
export function goneOf(known: Known, { deleted }: Gone): Refused | undefined {
  return refusedBy(known, goneError(known.live.id, known.resource.urn, deleted));
}

function refusedBy(
  { resource, component }: Known,
  error: ComputeError | undefined,
  by: Refused["by"] = "up",
): Refused | undefined {
  if (error === undefined) {
    return undefined;
  }
  const { code, problem, remedy, effect } = error;
  const isProtected = resource.protect === true || component?.protect === true;
  const besides = isProtected && effect !== undefined ? `\n${unprotectFirst(effect)}` : "";
  return { code, problem, remedy: remedy + besides, by };
}
