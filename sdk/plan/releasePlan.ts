import type { ComputeServiceArgs } from "./args";
import { OnFailure, type ReleaseArgs, type ReleaseCheckArgs, type ReleaseWatchArgs } from "./releaseArgs";
import { type StagedSetup, stagedSummary } from "./stagedSetup";

/** The parts of a release, with every default. */
export interface ReleasePlan {
  checks: ReleaseCheck[];
  /** The checks on the staging network. Undefined when the version does not go there. */
  staging: ReleaseCheck[] | undefined;
  /** Undefined when the statistics are not watched. */
  watch: (Required<Omit<ReleaseWatchArgs, OptionalLimit>> & Pick<ReleaseWatchArgs, OptionalLimit>) | undefined;
  goesBack: boolean;
  /** Undefined stands for the default, which depends on where the API is. */
  settleSeconds: number | undefined;
}

type OptionalLimit = "maxMilliseconds" | "minRatePercent";

/** A check with every default that does not depend on its phase. */
export type ReleaseCheck = ReleaseCheckArgs & { name: string; timeoutSeconds: number };

/** The release that the arguments ask for. */
export function releasePlanOf(release: ReleaseArgs, verify: ComputeServiceArgs["verify"]): ReleasePlan {
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

/** The check with its defaults: of a release, or of `verify`. */
export function checkOf(check: ReleaseCheckArgs): ReleaseCheck {
  const name = check.name ?? check.command ?? check.functionName ?? `${check.method ?? "GET"} ${check.path ?? "/"}`;
  return { ...check, name, timeoutSeconds: check.timeoutSeconds ?? 60 };
}

/** A release as people and policies see it, in the order of its steps. */
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
