import type { ComputeServiceArgs } from "./args";
import { planError } from "./errors";

/** What happens to a new version once it is complete. */
export interface Activation {
  activate: boolean;
  stage: boolean;
}

export function activationOf(component: string, { activate, stage = false }: ComputeServiceArgs): Activation {
  if (activate && stage) {
    throw planError("activate-and-stage", { component });
  }
  return { activate: activate ?? !stage, stage };
}
