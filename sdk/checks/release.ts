import { releaseError } from "../release/errors";
import type { ReleaseEnd } from "../release/nextStep";
import type { Check } from "./check";

/** A release has come to its end. */
export interface Released {
  id: string;
  version: number;
  end: ReleaseEnd;
}

export const RELEASE_TAKEN_BACK: Check<Released> = {
  name: "release-taken-back",
  when: "`release` is given, and the new version fails after it went live, or has done so in an earlier run",
  outcome: "The run fails; the version that served before is live",
  how: "A corrected program, and `pulumi up`",
  find: ({ id, version, end }) =>
    end.is === "taken back"
      ? releaseError("release-taken-back", { id, version, to: end.to, wrong: end.wrong ?? [] })
      : undefined,
};

export const RELEASE_FAILING: Check<Released> = {
  name: "release-failing",
  when: "`release` is given, and what is live fails, with nothing to go back to or `onFailure` as `keep`",
  outcome: "The run fails; the version stays live",
  how: "A corrected program, and `pulumi up`",
  find: ({ id, version, end }) =>
    end.is === "failing"
      ? releaseError("release-failing", { id, version, wrong: end.wrong, before: end.before })
      : undefined,
};

export const RELEASE_REPLACED: Check<Released> = {
  name: "release-replaced",
  when: "`release` is given, and somebody made another version live than what is declared",
  outcome: "The run fails, and changes nothing",
  how: "`fastly service-version activate`; or another program",
  find: ({ id, version, end }) =>
    end.is === "replaced" ? releaseError("release-replaced", { id, version, by: end.by }) : undefined,
};
