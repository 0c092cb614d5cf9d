import type { ComputeError } from "../errors";

/** A message that refuses nothing. */
export interface Note {
  severity: "info" | "warning";
  message: string;
}

export type Finding = ComputeError | Note;

/**
 * One reason to refuse or fail a run, or to say something about it. A check decides by the situation alone. It does not
 * call the engine, does not know of mocks, and reports nothing itself.
 */
export interface Check<Situation> {
  /** Short and unique, such as `service-exists`. */
  name: string;
  /** The situation in which the check finds something: the start of its row on the page of checks. */
  when: string;
  /** The outcome for the run. */
  outcome: string;
  /** What the user can do. */
  how: string;
  find(situation: Situation): Finding | undefined | Promise<Finding | undefined>;
}

/** A check that is not asynchronous. */
export interface PromptCheck<Situation> extends Check<Situation> {
  find(situation: Situation): Finding | undefined;
}

/** Runs synchronous checks. @throws ComputeError when one of them refuses. */
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
 * Runs the checks one after the other, until one of them refuses.
 *
 * @param tell takes the notes.
 * @returns why the run is refused. Undefined when it may go on.
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
