import { catalogue } from "../errors/catalogue";
import { type Purge, purgeInWords, purgeOf } from "../plan/purgeArgs";
import type { Check } from "./check";
import type { Update } from "./update";

/** A preview announces the purge. The run reports it when it is done. */
export const PURGE_PLANNED: Check<Update> = {
  name: "purge-planned",
  when: "`purge` is given, and the service is going to have a new version",
  outcome: "The preview says what is purged",
  how: "Nothing has to be done",
  find({ args, isPreview, declared }) {
    const purge = purgeOf(args.purge);
    // With a release, the provider prepares a draft and the release activates it.
    const goesLive = declared.activate === true || args.release !== undefined;
    return !isPreview || purge === undefined || !goesLive
      ? undefined
      : {
          severity: "info",
          message: `Once a new version is live, ${purgeInWords(purge)} is purged from Fastly's cache.`,
        };
  },
};

/** A version is live, and the purge that belongs to it has been tried. */
export interface Purged {
  id: string;
  version: number;
  purge: Purge;
  /** Why the purge failed. Undefined when it succeeded. */
  failure: { problem: string; remedy?: string } | undefined;
}

/** The error of a purge that failed. */
export const purgeError = catalogue({
  "not-purged": {
    what: "A new version is live, and Fastly has not purged what `purge` says.",
    why: "Fastly refused it, or did not answer. Visitors may still get what the version before had cached.",
    examples: [
      {
        id: "SU1Z0isxPaozGVKXdv0eY",
        version: 6,
        purge: { all: true },
        failure: { problem: "Fastly answered 403 to POST /service/SU1Z0isxPaozGVKXdv0eY/purge_all", remedy: "…" },
      },
    ],
    tell: ({ id, version, purge, failure }: Purged) => ({
      problem: `Version ${version} of the service ${id} is live, but ${purgeInWords(purge)} was not purged from Fastly's cache: ${failure?.problem}`,
      remedy: `${failure?.remedy === undefined ? "" : `${failure.remedy}\n`}To have it purged, run: pulumi up`,
    }),
  },
});

export const NOT_PURGED: Check<Purged> = {
  name: "not-purged",
  when: "`purge` is given, a new version is live, and Fastly does not purge",
  outcome: "The run fails; the new version stays live",
  how: "`pulumi up`, which purges again until that is done",
  find: (purged) => (purged.failure === undefined ? undefined : purgeError("not-purged", purged)),
};
