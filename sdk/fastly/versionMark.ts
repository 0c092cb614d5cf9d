import { sha256 } from "../system/sha256";

/**
 * How far the release of a version has come, in front of the version's comment: a run that was interrupted is gone on
 * with, or taken back, from what Fastly has.
 *
 * A mark has the number of its own version. A clone has the comment of the version that it was made from, and so a mark
 * of another number, which counts as none.
 */
export interface ReleaseMark {
  version: number;
  /**
   * `prepared`: complete, and never live. `on trial`: live, or about to be, and not decided upon. `going back`: decided
   * against, while `other` is made live again. `taken back`: that is done. `verified`: it did what was asked of it.
   * `rehearsal`: a copy of the version `other` for the staging network, that never goes live.
   */
  state: ReleaseState;
  /** The version that served before, or is rehearsed. */
  other?: number;
  /**
   * What belongs to no version, such as items, may be as it was before this version, and not as it is declared: a run has put
   * it back, or was about to. It has the short hashes of keys that the release had removed, and that are there again.
   */
  asBefore?: string[];
}

export type ReleaseState = keyof typeof WORDS;

/** What stands between the state and the number of the other version. */
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

/** That of a version which is not to be live: see `live/draft.ts`. */
const DRAFT = /^(?:unfinished )?draft: /;

/** A comment without the mark in front of it, of whatever version. */
export function withoutMark(comment: string): string {
  return comment.replace(MARK, "");
}

/** The same without the mark of a draft, too. */
export function withoutAnyMark(comment: string): string {
  return comment.replace(DRAFT.test(comment) ? DRAFT : MARK, "");
}

/** How far the release of this version has come; undefined when its comment does not say. */
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

/** What stands for a key in a mark. */
export function shortHash(text: string): string {
  return sha256(text).slice(0, 8);
}

/** The marks of versions, of those whose contents may be as before. */
export function asBeforeIn(commentOf: ReadonlyMap<number, string>): (ReleaseMark & { asBefore: string[] })[] {
  return [...commentOf].flatMap(([version, comment]) => {
    const mark = markOf(version, comment);
    return mark?.asBefore === undefined ? [] : [{ ...mark, asBefore: mark.asBefore }];
  });
}

/** How far a release has come, in words, such as `on trial after 5`. */
export function describeState({ state, other }: { state: string; other?: number }): string {
  const word = Object.hasOwn(WORDS, state) ? WORDS[state as ReleaseState] : undefined;
  return word === undefined || other === undefined ? state : `${state} ${word} ${other}`;
}
