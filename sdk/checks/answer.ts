import type { Check } from "./check";
import { deployedError } from "./deployedErrors";

/** What came of the requests of `verify`. */
export interface Answer {
  url: string;
  /** The problem of the last answer, worded to follow the address. Undefined for the right answer. */
  wrong: string | undefined;
  /** The time that the service had. */
  seconds: number;
}

export const WRONG_ANSWER: Check<Answer> = {
  name: "wrong-answer",
  when: "`verify` is given, and the service does not give the right answer in time",
  outcome: "The run fails; the version stays active",
  how: "Correct the program; or go back to an earlier package with `package.fromVersion`",
  find: ({ url, wrong, seconds }) =>
    wrong === undefined ? undefined : deployedError("wrong-answer", { url, wrong, seconds }),
};
