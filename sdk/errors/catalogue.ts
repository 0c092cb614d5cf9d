import { ComputeError } from ".";
import type { Definition, Explanation } from "./explanation";

/** Facts may be left out when all of them are optional. */
type Given<Facts> = Record<never, never> extends Facts ? [facts?: Facts] : [facts: Facts];

/** The errors of one folder. Makes each by its code and its facts. */
export interface Catalogue<All> {
  <Code extends keyof All & string>(code: Code, ...facts: Given<All[Code]>): ComputeError;
  /** Gives the words without an error, for one of several findings. */
  explain<Code extends keyof All & string>(code: Code, ...facts: Given<All[Code]>): Explanation;
  definitions: { [Code in keyof All]: Definition<All[Code]> };
}

/** Makes the errors of a folder, by their codes. Each code is in one catalogue only, as `errorCodes.ts` proves. */
export function catalogue<All extends object>(
  definitions: {
    [Code in keyof All]: Definition<All[Code]>;
  },
): Catalogue<All> {
  function explain<Code extends keyof All & string>(code: Code, facts?: All[Code]): Explanation {
    const known = facts ?? ({} as All[Code]);
    return { code, facts: known, ...definitions[code].explain(known) } as unknown as Explanation;
  }
  function make<Code extends keyof All & string>(code: Code, facts?: All[Code]): ComputeError {
    return new ComputeError(explain(code, facts));
  }
  return Object.assign(make, { explain, definitions }) as Catalogue<All>;
}
