import type { ComputeError } from "../errors";

/** Something to tell that refuses nothing. */
export interface Note {
  severity: "info" | "warning";
  message: string;
}

export type Finding = ComputeError | Note;

/**
 * One reason to refuse or fail a run, or to say something about it. It decides by the situation alone: it asks no engine,
 * knows no mocks, and tells nobody.
 */
export interface Check<Situation> {
  /** Short and unique, such as `service-exists`. */
  name: string;
  /** When it finds something: how the page of checks begins the row. */
  when: string;
  /** What then happens. */
  outcome: string;
  /** How to go on. */
  how: string;
  find(situation: Situation): Finding | undefined | Promise<Finding | undefined>;
}

/** A check that waits for nothing. */
export interface PromptCheck<Situation> extends Check<Situation> {
  find(situation: Situation): Finding | undefined;
}

/** Makes checks that wait for nothing. @throws ComputeError when one of them refuses. */
export function refuse<Situation>(checks: readonly PromptCheck<Situation>[], situation: Situation): void {
  for (const check of checks) {
    const finding = check.find(situation);
    if (finding !== undefined && !isNote(finding)) {
      throw finding;
    }
  }
}

export function isNote(finding: Finding): finding is Note {
  return "severity" in finding;
}

/**
 * Makes the checks one after the other, until one of them refuses.
 *
 * @param tell is given the notes.
 * @returns why the run is refused; undefined when it may go on.
 */
export async function refusal<Situation>(
  checks: readonly Check<Situation>[],
  situation: Situation,
  tell: (note: Note) => unknown,
): Promise<ComputeError | undefined> {
  for (const check of checks) {
    const finding = await check.find(situation);
    if (finding !== undefined && !isNote(finding)) {
      return finding;
    }
    if (finding !== undefined) {
      await tell(finding);
    }
  }
  return undefined;
}
