import { ComputeError } from "../errors";
import type { ComputeServiceArgs } from "./args";

/** What happens to a new version once it is complete. */
export interface Activation {
  activate: boolean;
  stage: boolean;
}

export function activationOf(component: string, { activate, stage = false }: ComputeServiceArgs): Activation {
  if (activate && stage) {
    throw new ComputeError(
      `ComputeService "${component}": [activate] and [stage] cannot both be true`,
      "Stage a version first, and activate it by a later up with stage: false.",
    );
  }
  return { activate: activate ?? !stage, stage };
}
