import { asBeforeIn, markOf, type ReleaseMark } from "../fastly/versionMark";

/** What is known of a release: all of it but the results is at Fastly, where the next run finds it. */
export interface Facts {
  /** The version that was prepared. */
  version: number;
  /** The version on the staging network. */
  staged: number | undefined;
  /** The copy of the version that this run has made for the staging network. */
  rehearsal?: number;
  /** The version that serves requests. */
  active: number | undefined;
  /** The comments of all versions, with their marks. */
  commentOf: Map<number, string>;
  /** The versions that ever served requests. */
  activated: readonly number[];
  /** What was found in this run. */
  results: Results;
  /** What belongs to no version, as far as it can be put back. */
  contents: {
    /** Whether this run has changed it, and it is not as before. */
    readonly isChanged: boolean;
    /** Short hashes of the keys that this run has removed. */
    readonly removed: readonly string[];
  };
  /** Whether this run has written again what is declared of it. */
  isWritten: boolean;
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
  /** Whether a copy goes to the staging network, as it has other backends or stores there. */
  isRehearsed: boolean;
  isWatched: boolean;
}

export type Step =
  | { do: "mark"; mark: ReleaseMark }
  | { do: "activate"; version: number }
  /** Makes a copy of the version, with what it has on the staging network. */
  | { do: "rehearse" }
  | { do: "stage"; version: number }
  | { do: "check"; where: keyof Results }
  /** Writes again what is declared and belongs to no version, as an earlier run has put it back. */
  | { do: "write" }
  /** Puts back what this run has changed of that. */
  | { do: "put back" }
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
 * What is left to do before the version may go live; the first one of a service has nothing to be staged beside. A copy of
 * an earlier run may be incomplete, or have what was meant then: each run makes one of its own.
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

/** The version serves requests: whether it may go on to. Who activated another version by hand has decided that. */
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
 * What a run that fails has to do about the contents that it has changed, before it ends. The mark says first that they
 * are as before: from then on the next run writes them again.
 */
function ofContents({ contents }: Facts, mark: ReleaseMark): Step | undefined {
  if (!contents.isChanged) {
    return undefined;
  }
  const asBefore = [...new Set([...(mark.asBefore ?? []), ...contents.removed])];
  return mark.asBefore?.length === asBefore.length ? { do: "put back" } : { do: "mark", mark: { ...mark, asBefore } };
}

/** What is left to do where an earlier run has put contents back; only before anything is checked. */
function writtenAgain({ commentOf, isWritten, results }: Facts): Step | undefined {
  const [first] = asBeforeIn(commentOf);
  if (first === undefined || Object.keys(results).length > 0) {
    return undefined;
  }
  const { asBefore, ...declared } = first;
  return isWritten ? { do: "mark", mark: declared } : { do: "write" };
}

/** The version to go back to: what serves requests, unless that is not decided upon itself. */
function lastGood(facts: Facts): number | undefined {
  const mark = facts.active === undefined ? undefined : markIn(facts, facts.active);
  return mark?.state === "on trial" ? mark.other : facts.active;
}

function markIn({ commentOf }: Facts, version: number): ReleaseMark | undefined {
  return markOf(version, commentOf.get(version));
}
