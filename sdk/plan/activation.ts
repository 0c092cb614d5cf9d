import type { ComputeServiceArgs } from "./args";

/** What happens to a new version once it is complete. */
export interface Activation {
  activate: boolean;
  stage: boolean;
}

export function activationOf({ activate, stage = false }: ComputeServiceArgs): Activation {
  return { activate: activate ?? !stage, stage };
}
