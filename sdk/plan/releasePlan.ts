import type { ComputeServiceArgs } from "./args";
import { OnFailure, type ReleaseCheckArgs } from "./releaseArgs";

/** What a release consists of, with every default. */
export interface ReleasePlan {
  checks: ReleaseCheck[];
  goesBack: boolean;
  /** Undefined for the default, which goes by where the API is. */
  settleSeconds: number | undefined;
}

/** A check with every default that is no matter of its phase. */
export type ReleaseCheck = ReleaseCheckArgs & { name: string; timeoutSeconds: number };

/** What is asked for by the arguments; undefined where the provider makes each version live, and nothing follows. */
export function releasePlanOf({ release, verify }: ComputeServiceArgs): ReleasePlan | undefined {
  if (release === undefined) {
    return undefined;
  }
  const given = release.checks ?? (verify === undefined ? [{}] : []);
  return {
    checks: [...(verify === undefined ? [] : [verify]), ...given].map(checkOf),
    goesBack: release.onFailure !== OnFailure.Keep,
    settleSeconds: release.settleSeconds,
  };
}

function checkOf(check: ReleaseCheckArgs): ReleaseCheck {
  const name = check.name ?? check.command ?? `${check.method ?? "GET"} ${check.path ?? "/"}`;
  return { ...check, name, timeoutSeconds: check.timeoutSeconds ?? 60 };
}
