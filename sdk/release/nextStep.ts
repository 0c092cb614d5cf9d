import { asBeforeIn, markOf, type ReleaseMark } from "../fastly/versionMark";

/** The facts about a release. Fastly has all of them but the results, so the next run can read them. */
export interface Facts {
  /** The prepared version. */
  version: number;
  /** The version on the staging network. */
  staged: number | undefined;
  /** The copy of the version that this run made for the staging network. */
  rehearsal?: number;
  /** The version that serves requests. */
  active: number | undefined;
  /** The comments of all versions, with their marks. */
  commentOf: Map<number, string>;
  /** The versions that served requests at any time. */
  activated: readonly number[];
  /** The results of this run's checks. */
  results: Results;
  /** Contents that belong to no version, as far as they can be put back. */
  contents: {
    /** Whether this run has changed the contents and has not put them back. */
    readonly isChanged: boolean;
    /** Short hashes of the removed keys. */
    readonly removed: readonly string[];
  };
  /** Whether this run has written the declared contents again. */
  isWritten: boolean;
}

/** The problems in words, for each place that was checked. An empty list means that all is well. */
export interface Results {
  /** Problems on the staging network. */
  staging?: string[];
  /** Problems of the version that serves requests. */
  live?: string[];
  /** Problems in the statistics since the version serves requests. */
  watch?: string[];
}

/** The parts of a `release` that decide its steps. */
export interface ReleaseRules {
  goesBack: boolean;
  isStaged: boolean;
  /** Whether a copy goes to the staging network, because the staging network has other backends or stores. */
  isRehearsed: boolean;
  isWatched: boolean;
}

export type Step =
  | { do: "mark"; mark: ReleaseMark }
  | { do: "activate"; version: number }
  /** Makes a copy of the version, with the backends and stores of the staging network. */
  | { do: "rehearse" }
  | { do: "stage"; version: number }
  | { do: "check"; where: keyof Results }
  /** Writes the declared contents again that an earlier run has put back. */
  | { do: "write" }
  /** Puts back the contents that this run has changed. */
  | { do: "put back" }
  | { do: "end"; end: ReleaseEnd };

/** How a release ends. */
export type ReleaseEnd =
  /** The new version is live and passed its checks. */
  | { is: "good" }
  /** The version failed on the staging network, and was never live. */
  | { is: "held back"; wrong: string[]; live: number }
  /** The version is live and fails. `isNew` is true in the run that released it, and false in a later run. */
  | { is: "failing"; wrong: string[]; isNew: boolean; before: number | undefined }
  /**
   * The version was live, failed, and the version `to` is live again. `wrong` is undefined when an earlier run took it
   * back.
   */
  | { is: "taken back"; wrong: string[] | undefined; to: number | undefined }
  /** The version was live, and somebody activated another version. */
  | { is: "replaced"; by: number | undefined };

/**
 * The one next step of a release. Each step is written at Fastly before it is done: a mark in the version's comment
 * says what comes next. So a run after an interrupted one knows whether to go on or back.
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
      : (ofContents(facts, mark) ?? { do: "mark", mark: { ...mark, state: "taken back" } });
  }
  if (active === version) {
    return ofLive(mark, facts, rules);
  }
  if (mark?.state === "taken back") {
    const found = [results.live, results.watch].filter((each) => each !== undefined);
    const wrong = found.length === 0 ? undefined : found.flat();
    return ofContents(facts, mark) ?? { do: "end", end: { is: "taken back", wrong, to: active } };
  }
  const wasLive = mark === undefined && activated.includes(version);
  if (mark?.state === "verified" || wasLive) {
    return { do: "end", end: { is: "replaced", by: active } };
  }
  if (mark === undefined) {
    return { do: "mark", mark: { version, state: "prepared" } };
  }
  const again = writtenAgain(facts);
  if (again !== undefined) {
    return again;
  }
  if (rules.isStaged && active !== undefined) {
    const staging = ofStaged(facts, rules, mark, active);
    if (staging !== undefined) {
      return staging;
    }
  }
  const serving = lastGood(facts);
  return mark.state === "on trial" && mark.other === serving
    ? { do: "activate", version }
    : { do: "mark", mark: { version, state: "on trial", other: serving } };
}

/**
 * The steps that are left before the version may go live. The first version of a service has nothing to be staged
 * beside. Each run makes its own copy: an earlier run's copy may be incomplete, or out of date.
 */
function ofStaged(facts: Facts, { isRehearsed }: ReleaseRules, mark: ReleaseMark, active: number): Step | undefined {
  const { staged, results } = facts;
  const version = isRehearsed ? facts.rehearsal : facts.version;
  if (version === undefined) {
    return { do: "rehearse" };
  }
  if (staged !== version) {
    return { do: "stage", version };
  }
  if (results.staging === undefined) {
    return { do: "check", where: "staging" };
  }
  return results.staging.length === 0
    ? undefined
    : (ofContents(facts, mark) ?? { do: "end", end: { is: "held back", wrong: results.staging, live: active } });
}

/** The steps of a version that serves requests. An activation by hand is a decision of its own. */
function ofLive(mark: ReleaseMark | undefined, facts: Facts, { goesBack, isWatched }: ReleaseRules): Step {
  const { version, results, contents } = facts;
  const isOnTrial = mark?.state === "on trial";
  const before = isOnTrial ? mark.other : undefined;
  if (results.live === undefined) {
    return writtenAgain(facts) ?? { do: "check", where: "live" };
  }
  if (isOnTrial && isWatched && results.live.length === 0 && results.watch === undefined) {
    return { do: "check", where: "watch" };
  }
  const wrong = [...results.live, ...(results.watch ?? [])];
  if (wrong.length > 0) {
    if (goesBack && before !== undefined) {
      const asBefore = contents.isChanged ? { asBefore: [...contents.removed] } : {};
      return { do: "mark", mark: { version, state: "going back", other: before, ...asBefore } };
    }
    const undone = goesBack && mark !== undefined && !isOnTrial ? ofContents(facts, mark) : undefined;
    return undone ?? { do: "end", end: { is: "failing", wrong, isNew: isOnTrial, before } };
  }
  return mark?.state === "verified"
    ? { do: "end", end: { is: "good" } }
    : { do: "mark", mark: { version, state: "verified" } };
}

/**
 * What a failing run does about the contents that it has changed. The mark comes first, and says that they are as
 * before. From then on the next run writes them again.
 */
function ofContents({ contents }: Facts, mark: ReleaseMark): Step | undefined {
  if (!contents.isChanged) {
    return undefined;
  }
  const asBefore = [...new Set([...(mark.asBefore ?? []), ...contents.removed])];
  return mark.asBefore?.length === asBefore.length ? { do: "put back" } : { do: "mark", mark: { ...mark, asBefore } };
}

/** The step that is left where an earlier run has put contents back. Only before any check. */
function writtenAgain({ commentOf, isWritten, results }: Facts): Step | undefined {
  const [first] = asBeforeIn(commentOf);
  if (first === undefined || Object.keys(results).length > 0) {
    return undefined;
  }
  const { asBefore, ...declared } = first;
  return isWritten ? { do: "mark", mark: declared } : { do: "write" };
}

/** The version to go back to: the one that serves requests, unless it is itself on trial. */
function lastGood(facts: Facts): number | undefined {
  const mark = facts.active === undefined ? undefined : markIn(facts, facts.active);
  return mark?.state === "on trial" ? mark.other : facts.active;
}

function markIn({ commentOf }: Facts, version: number): ReleaseMark | undefined {
  return markOf(version, commentOf.get(version));
}
