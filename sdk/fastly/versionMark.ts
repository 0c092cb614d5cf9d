import { sha256 } from "../system/sha256";

/**
 * How far the release of a version has come. The mark is in front of the version's comment. After an interruption, the
 * next run continues the release or takes it back, by what Fastly has.
 *
 * A mark has the number of its own version. A clone inherits the comment of its origin, and so a mark with another
 * number. Such a mark does not count.
 */
export interface ReleaseMark {
  version: number;
  /**
   * - `prepared`: complete, and never live.
   * - `on trial`: live or about to be, and not decided upon.
   * - `going back`: rejected, while `other` is made live again.
   * - `taken back`: `other` is live again.
   * - `verified`: it passed its checks.
   * - `rehearsal`: a copy of the version `other` for the staging network. It never goes live.
   */
  state: ReleaseState;
  /** The version that was live before, or the version that is rehearsed. */
  other?: number;
  /**
   * Set when contents that belong to no version may be those from before this version, and not the declared ones. A run
   * has put them back, or was about to. The list has the short hashes of keys that the release had removed, and that
   * exist again.
   */
  asBefore?: string[];
}

export type ReleaseState = keyof typeof WORDS;

/** The words between the state and the number of the other version. */
const WORDS = {
  prepared: undefined,
  "on trial": "after",
  "going back": "to",
  "taken back": "to",
  verified: undefined,
  rehearsal: "of",
} as const;

const MARK =
  /^release (\d+) (prepared|on trial|going back|taken back|verified|rehearsal)(?: (?:after|to|of) (\d+))?(, contents as before(?: \(([0-9a-f ]+)\))?)?: /;

/** The mark of a version that is not to be live: see `live/draft.ts`. */
const DRAFT = /^(?:unfinished )?draft: /;

/** A comment without any version's mark in front of it. */
export function withoutMark(comment: string): string {
  return comment.replace(MARK, "");
}

/** A comment without that mark, and without a draft's. */
export function withoutAnyMark(comment: string): string {
  return comment.replace(DRAFT.test(comment) ? DRAFT : MARK, "");
}

/** How far the release of this version has come. Undefined when its comment does not say. */
export function markOf(version: number, comment: string | undefined): ReleaseMark | undefined {
  const [, own, state, other, asBefore, keys] = MARK.exec(comment ?? "") ?? [];
  return Number(own) === version
    ? {
        version,
        state: state as ReleaseState,
        ...(other !== undefined && { other: Number(other) }),
        ...(asBefore !== undefined && { asBefore: keys?.split(" ") ?? [] }),
      }
    : undefined;
}

/** @param comment with or without a mark. */
export function withMark({ version, asBefore, ...mark }: ReleaseMark, comment: string): string {
  const keys = asBefore === undefined || asBefore.length === 0 ? "" : ` (${asBefore.join(" ")})`;
  const contents = asBefore === undefined ? "" : `, contents as before${keys}`;
  return `release ${version} ${describeState(mark)}${contents}: ${withoutMark(comment)}`;
}

/** Stands for a key in a mark. */
export function shortHash(text: string): string {
  return sha256(text).slice(0, 8);
}

/** The marks of versions whose contents may be as before. */
export function asBeforeIn(commentOf: ReadonlyMap<number, string>): (ReleaseMark & { asBefore: string[] })[] {
  return [...commentOf].flatMap(([version, comment]) => {
    const mark = markOf(version, comment);
    return mark?.asBefore === undefined ? [] : [{ ...mark, asBefore: mark.asBefore }];
  });
}

/** The state of a release in words, such as `on trial after 5`. */
export function describeState({ state, other }: { state: string; other?: number }): string {
  const word = Object.hasOwn(WORDS, state) ? WORDS[state as ReleaseState] : undefined;
  return word === undefined || other === undefined ? state : `${state} ${word} ${other}`;
}
