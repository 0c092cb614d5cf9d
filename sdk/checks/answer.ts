import type { Answer } from "../live/answer";
import type { Check } from "./check";
import { deployedError } from "./deployedErrors";

export const WRONG_ANSWER: Check<Answer> = {
  name: "wrong-answer",
  when: "`verify` is given, and the service does not give the right answer in time",
  outcome: "The run fails; the version stays active",
  how: "Correct the program; or go back to an earlier package with `package.fromVersion`",
  find({ url, wanted, got, timeoutSeconds }) {
    const says = typeof got === "number" ? `answers ${got}` : `does not answer (${got})`;
    return got === wanted ? undefined : deployedError("wrong-answer", { url, says, wanted, seconds: timeoutSeconds });
  },
};
