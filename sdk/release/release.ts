import { asBeforeIn, type ReleaseMark } from "../fastly/versionMark";
import { type Facts, nextStep, type ReleaseEnd, type ReleaseRules, type Results } from "./nextStep";

/** What a release does to the world. Each is done when its promise is. */
export interface ReleaseActs {
  /** Writes the mark in front of the comment of its version; gives the comment that the version then has. */
  mark(mark: ReleaseMark, comment: string): Promise<string>;
  activate(version: number): Promise<void>;
  /** Makes a copy of the version, which has this comment, for the staging network; gives its number. */
  rehearse(comment: string): Promise<number>;
  /** Puts a version on the staging network. */
  stage(version: number): Promise<void>;
  /**
   * Writes again what is declared and belongs to no version.
   *
   * @param removed the short hashes of keys that the declared version does not have, and that an earlier run has put back.
   */
  writeAgain(removed: string[]): Promise<void>;
  /** Puts back what this run has changed of that. */
  putBack(): Promise<void>;
  /** What is wrong there. */
  check(where: keyof Results): Promise<string[]>;
}

/**
 * Makes one step after the other until the release ends. What `facts` says at any time is what Fastly has, so that an error
 * leaves nothing behind that the next run does not find.
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
