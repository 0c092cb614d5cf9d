import type { ReleasePlan } from "../plan/releasePlan";
import { type MissingStore, releaseError, withoutStore } from "../release/errors";
import type { ReleaseEnd } from "../release/nextStep";
import type { Check } from "./check";

/** A release has ended. */
export interface Released {
  id: string;
  version: number;
  end: ReleaseEnd;
  /** Whether a failing version is to be taken back. */
  goesBack: boolean;
  /** What the run did about the unversioned contents. Undefined when there are none. */
  unversioned?: string;
}

export const RELEASE_HELD_BACK: Check<Released> = {
  name: "release-held-back",
  when: "`release.before` is given, and the new version fails on the staging network",
  outcome: "The run fails; the version never goes live",
  how: "Correct the program, and run `pulumi up`",
  find: ({ id, version, end, unversioned }) =>
    end.is === "held back"
      ? releaseError("release-held-back", { id, version, live: end.live, wrong: end.wrong, unversioned })
      : undefined,
};

/** What a release needs from Fastly. */
export interface ReleaseNeeds {
  id: string;
  plan: Pick<ReleasePlan, "staging" | "watch">;
  /** Why the service cannot be staged, or its statistics cannot be read. Undefined when both are possible. */
  whyNotStaged(): Promise<string | undefined>;
  /** The stores that the staged version is to be linked to and that Fastly does not have. */
  missingStores(): Promise<MissingStore[]>;
  whyNotWatched(): Promise<string | undefined>;
}

export const RELEASE_WITHOUT_STAGING: Check<ReleaseNeeds> = {
  name: "release-without-staging",
  when: "`release.before` is given, but the account has no staging network",
  outcome: "Nothing is made",
  how: "Remove `release.before`; or ask Fastly for the staging network",
  async find({ id, plan, whyNotStaged }) {
    const reason = plan.staging === undefined ? undefined : await whyNotStaged();
    return reason === undefined ? undefined : releaseError("release-without-staging", { id, reason });
  },
};

export const RELEASE_WITHOUT_STORE: Check<ReleaseNeeds> = {
  name: "release-without-store",
  when: "`release.before.stores` names a store that Fastly does not have",
  outcome: "Nothing is made",
  how: "Make the store, or correct its name or id",
  async find({ id, missingStores }) {
    const [missing] = await missingStores();
    return missing && withoutStore(id, missing);
  },
};

export const RELEASE_WITHOUT_STATISTICS: Check<ReleaseNeeds> = {
  name: "release-without-statistics",
  when: "`release.after` is given, but the real-time statistics cannot be read",
  outcome: "Nothing is made",
  how: "Use another token; or remove `release.after`",
  async find({ id, plan, whyNotWatched }) {
    const reason = plan.watch === undefined ? undefined : await whyNotWatched();
    return reason === undefined ? undefined : releaseError("release-without-statistics", { id, reason });
  },
};

export const RELEASE_TAKEN_BACK: Check<Released> = {
  name: "release-taken-back",
  when: "`release` is given, and the new version fails after it went live, in this run or an earlier one",
  outcome: "The run fails; the version that served before is live",
  how: "Correct the program, and run `pulumi up`",
  find: ({ id, version, end, unversioned }) =>
    end.is === "taken back"
      ? releaseError("release-taken-back", { id, version, to: end.to, wrong: end.wrong ?? [], unversioned })
      : undefined,
};

export const RELEASE_FAILING: Check<Released> = {
  name: "release-failing",
  when: "`release` is given, and the live version fails; `onFailure` is `keep`, or no version served before",
  outcome: "The run fails; the version stays live",
  how: "Correct the program, and run `pulumi up`",
  find({ id, version, end, goesBack, unversioned }) {
    if (end.is !== "failing") {
      return undefined;
    }
    const stays = !end.isNew ? "released" : goesBack ? "first" : "kept";
    return releaseError("release-failing", {
      id,
      version,
      wrong: end.wrong,
      before: end.before,
      stays,
      // The live version has the contents that were declared with it.
      unversioned: stays === "released" ? unversioned : undefined,
    });
  },
};

export const RELEASE_REPLACED: Check<Released> = {
  name: "release-replaced",
  when: "`release` is given, and someone activated another version than the declared one",
  outcome: "The run fails, and changes nothing",
  how: "Run `fastly service-version activate`; or correct the program, and run `pulumi up --refresh`",
  find: ({ id, version, end }) =>
    end.is === "replaced" ? releaseError("release-replaced", { id, version, by: end.by }) : undefined,
};
