import { markOf, type ReleaseMark } from "../fastly/versionMark";

/** What is known of a release: all of it but the results is at Fastly, where the next run finds it. */
export interface Facts {
  /** The version that was prepared. */
  version: number;
  /** The version on the staging network. */
  staged: number | undefined;
  /** The version that serves requests. */
  active: number | undefined;
  /** The comments of all versions, with their marks. */
  commentOf: Map<number, string>;
  /** The versions that ever served requests. */
  activated: readonly number[];
  /** What was found in this run. */
  results: Results;
}

/** What is wrong, in words, for each thing that was looked at; nothing when all is as it should be. */
export interface Results {
  /** The checks on the staging network. */
  staging?: string[];
  /** The checks of what serves requests. */
  live?: string[];
  /** The statistics since it does. */
  watch?: string[];
}

/** What a release has to be able to do, and no more. */
export interface ReleaseRules {
  goesBack: boolean;
  isStaged: boolean;
  isWatched: boolean;
}

export type Step =
  | { do: "mark"; mark: ReleaseMark }
  | { do: "activate"; version: number }
  | { do: "stage"; version: number }
  | { do: "check"; where: keyof Results }
  | { do: "end"; end: ReleaseEnd };

/** What came of a release. */
export type ReleaseEnd =
  /** What was asked for is live, and does what it should. */
  | { is: "good" }
  /** It failed on the staging network, and was never live. */
  | { is: "held back"; wrong: string[]; live: number }
  /** It is live, and does not do what it should. `isNew` where this is its release, and not a later run. */
  | { is: "failing"; wrong: string[]; isNew: boolean; before: number | undefined }
  /** It was live, failed, and the version `to` is live again. Nothing is wrong by this run when that was an earlier one. */
  | { is: "taken back"; wrong: string[] | undefined; to: number | undefined }
  /** It was live, and somebody made another version live. */
  | { is: "replaced"; by: number | undefined };

/**
 * The one next thing to do in a release. Each step is written at Fastly before it counts: a mark says what is going to be
 * done, so that whoever is interrupted is followed by a run that goes on, or back.
 */
export function nextStep(facts: Facts, rules: ReleaseRules): Step {
  const { version, active, activated, results } = facts;
  const mark = markIn(facts, version);
  const unfinished = active === undefined || active === version ? undefined : markIn(facts, active);
  if (unfinished?.state === "going back" && unfinished.other !== undefined) {
    return { do: "activate", version: unfinished.other };
  }
  if (mark?.state === "going back") {
    return active === version && mark.other !== undefined
      ? { do: "activate", version: mark.other }
      : { do: "mark", mark: { version, state: "taken back", other: mark.other } };
  }
  if (active === version) {
    return ofLive(mark, facts, rules);
  }
  if (mark?.state === "taken back") {
    const found = [results.live, results.watch].filter((each) => each !== undefined);
    const wrong = found.length === 0 ? undefined : found.flat();
    return { do: "end", end: { is: "taken back", wrong, to: active } };
  }
  const wasLive = mark === undefined && activated.includes(version);
  if (mark?.state === "verified" || wasLive) {
    return { do: "end", end: { is: "replaced", by: active } };
  }
  if (mark === undefined) {
    return { do: "mark", mark: { version, state: "prepared" } };
  }
  if (rules.isStaged && active !== undefined) {
    const staging = ofStaged(facts, active);
    if (staging !== undefined) {
      return staging;
    }
  }
  const serving = lastGood(facts);
  return mark.state === "on trial" && mark.other === serving
    ? { do: "activate", version }
    : { do: "mark", mark: { version, state: "on trial", other: serving } };
}

/** What is left to do before the version may go live; the first one of a service has nothing to be staged beside. */
function ofStaged({ version, staged, results }: Facts, active: number): Step | undefined {
  if (staged !== version) {
    return { do: "stage", version };
  }
  if (results.staging === undefined) {
    return { do: "check", where: "staging" };
  }
  return results.staging.length === 0
    ? undefined
    : { do: "end", end: { is: "held back", wrong: results.staging, live: active } };
}

/** The version serves requests: whether it may go on to. Who activated another version by hand has decided that. */
function ofLive(
  mark: ReleaseMark | undefined,
  { version, results }: Facts,
  { goesBack, isWatched }: ReleaseRules,
): Step {
  const isOnTrial = mark?.state === "on trial";
  const before = isOnTrial ? mark.other : undefined;
  if (results.live === undefined) {
    return { do: "check", where: "live" };
  }
  if (isOnTrial && isWatched && results.live.length === 0 && results.watch === undefined) {
    return { do: "check", where: "watch" };
  }
  const wrong = [...results.live, ...(results.watch ?? [])];
  if (wrong.length > 0) {
    return goesBack && before !== undefined
      ? { do: "mark", mark: { version, state: "going back", other: before } }
      : { do: "end", end: { is: "failing", wrong, isNew: isOnTrial, before } };
  }
  return mark?.state === "verified"
    ? { do: "end", end: { is: "good" } }
    : { do: "mark", mark: { version, state: "verified" } };
}

/** The version to go back to: what serves requests, unless that is not decided upon itself. */
function lastGood(facts: Facts): number | undefined {
  const mark = facts.active === undefined ? undefined : markIn(facts, facts.active);
  return mark?.state === "on trial" ? mark.other : facts.active;
}

function markIn({ commentOf }: Facts, version: number): ReleaseMark | undefined {
  return markOf(version, commentOf.get(version));
}
