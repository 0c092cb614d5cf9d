import { asBeforeIn, type ReleaseMark } from "../fastly/versionMark";
import { type Facts, nextStep, type ReleaseEnd, type ReleaseRules, type Results } from "./nextStep";

/** The effects of a release. Each is complete when its promise resolves. */
export interface ReleaseActs {
  /** Writes the mark in front of the comment of its version. Returns the new comment. */
  mark(mark: ReleaseMark, comment: string): Promise<string>;
  activate(version: number): Promise<void>;
  /** Makes a copy of the version for the staging network, with this comment. Returns the copy's number. */
  rehearse(comment: string): Promise<number>;
  /** Puts a version on the staging network. */
  stage(version: number): Promise<void>;
  /**
   * Writes the declared contents again that belong to no version.
   *
   * @param removed the short hashes of keys that an earlier run has put back, and that the declared version does not
   * have.
   */
  writeAgain(removed: string[]): Promise<void>;
  /** Puts back the contents that this run has changed. */
  putBack(): Promise<void>;
  /** Returns the problems there, in words. */
  check(where: keyof Results): Promise<string[]>;
}

/**
 * Does one step after the other until the release ends. `facts` always says what Fastly has. So after an error the next
 * run finds everything.
 */
export async function release(facts: Facts, rules: ReleaseRules, acts: ReleaseActs): Promise<ReleaseEnd> {
  for (;;) {
    const step = nextStep(facts, rules);
    if (step.do === "end") {
      return step.end;
    }
    if (step.do === "mark") {
      const { version } = step.mark;
      const comment = await acts.mark(step.mark, facts.commentOf.get(version) ?? "");
      facts.commentOf.set(version, comment);
    } else if (step.do === "activate") {
      await acts.activate(step.version);
      facts.active = step.version;
    } else if (step.do === "rehearse") {
      facts.rehearsal = await acts.rehearse(facts.commentOf.get(facts.version) ?? "");
    } else if (step.do === "stage") {
      await acts.stage(step.version);
      facts.staged = step.version;
    } else if (step.do === "write") {
      await acts.writeAgain(asBeforeIn(facts.commentOf).flatMap(({ asBefore }) => asBefore));
      facts.isWritten = true;
    } else if (step.do === "put back") {
      await acts.putBack();
    } else {
      facts.results[step.where] = await acts.check(step.where);
    }
  }
}
