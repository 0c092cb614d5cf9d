import type { ComputeServiceArgs } from "./args";
import { OnFailure, type ReleaseCheckArgs, type ReleaseWatchArgs } from "./releaseArgs";
import { type StagedSetup, stagedSummary } from "./stagedSetup";

/** What a release consists of, with every default. */
export interface ReleasePlan {
  checks: ReleaseCheck[];
  /** What is asked on the staging network; undefined when the version does not go there. */
  staging: ReleaseCheck[] | undefined;
  /** Undefined when the statistics are not watched. */
  watch: (Required<Omit<ReleaseWatchArgs, OptionalLimit>> & Pick<ReleaseWatchArgs, OptionalLimit>) | undefined;
  goesBack: boolean;
  /** Undefined for the default, which goes by where the API is. */
  settleSeconds: number | undefined;
}

type OptionalLimit = "maxMilliseconds" | "minRatePercent";

/** A check with every default that is no matter of its phase. */
export type ReleaseCheck = ReleaseCheckArgs & { name: string; timeoutSeconds: number };

/** What is asked for by the arguments; undefined where the provider makes each version live, and nothing follows. */
export function releasePlanOf({ release, verify }: ComputeServiceArgs): ReleasePlan | undefined {
  if (release === undefined) {
    return undefined;
  }
  const given = release.checks ?? (verify === undefined ? [{}] : []);
  const checks = [...(verify === undefined ? [] : [verify]), ...given].map(checkOf);
  return {
    checks,
    staging: release.before && (release.before.checks?.map(checkOf) ?? checks),
    watch: release.after && { seconds: 60, maxErrorPercent: 5, minRequests: 20, ...release.after },
    goesBack: release.onFailure !== OnFailure.Keep,
    settleSeconds: release.settleSeconds,
  };
}

function checkOf(check: ReleaseCheckArgs): ReleaseCheck {
  const name = check.name ?? check.command ?? check.functionName ?? `${check.method ?? "GET"} ${check.path ?? "/"}`;
  return { ...check, name, timeoutSeconds: check.timeoutSeconds ?? 60 };
}

/** What people and policies see of a release, in the order in which it goes. */
export function releaseSummary({ staging, checks, watch, goesBack }: ReleasePlan, staged: StagedSetup | undefined) {
  const names = (list: ReleaseCheck[]) => list.map(({ name }) => name);
  return {
    ...(staging !== undefined && {
      before: { staging: names(staging), ...(staged && stagedSummary(staged)) },
    }),
    checks: names(checks),
    ...(watch !== undefined && { after: watch }),
    onFailure: goesBack ? OnFailure.Reactivate : OnFailure.Keep,
  };
}
