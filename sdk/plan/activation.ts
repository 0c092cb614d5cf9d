import type { ComputeServiceArgs } from "./args";

/** What happens to a new version once it is complete. */
export interface Activation {
  activate: boolean;
  stage: boolean;
}

/** The provider's inputs: with a release the provider only prepares each version, and the release makes it live. */
export function activationByProvider({
  activation,
  release,
}: {
  activation: Activation;
  release?: object;
}): Activation {
  return release === undefined ? activation : { activate: false, stage: false };
}

export function activationOf({ activate, stage = false }: ComputeServiceArgs): Activation {
  return { activate: activate ?? !stage, stage };
}
