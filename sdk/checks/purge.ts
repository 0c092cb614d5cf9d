import { catalogue } from "../errors/catalogue";
import { type Purge, purgeInWords, purgeOf } from "../plan/purgeArgs";
import type { Check } from "./check";
import type { Update } from "./update";

/** A preview announces the purge. The run reports it when it is done. */
export const PURGE_PLANNED: Check<Update> = {
  name: "purge-planned",
  when: "`purge` is given, and the run makes a new version",
  outcome: "The preview says what is purged",
  how: "Do nothing",
  find({ args, isPreview, declared }) {
    const purge = purgeOf(args.purge);
    // With a release, the provider prepares a draft and the release activates it.
    const goesLive = declared.activate === true || args.release !== undefined;
    return !isPreview || purge === undefined || !goesLive
      ? undefined
      : {
          severity: "info",
          message: `Once a new version is live, the run purges ${purgeInWords(purge)} from Fastly's cache.`,
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
    what: "A new version is live, but Fastly did not purge its cache.",
    why: "Fastly refused the purge, or did not answer. Visitors may still get old contents from the cache.",
    examples: [
      {
        id: "SU1Z0isxPaozGVKXdv0eY",
        version: 6,
        purge: { all: true },
        failure: { problem: "Fastly answered 403 to POST /service/SU1Z0isxPaozGVKXdv0eY/purge_all", remedy: "…" },
      },
    ],
    explain: ({ id, version, purge, failure }: Purged) => ({
      problem: `Version ${version} of the service ${id} is live, but the purge of ${purgeInWords(purge)} from Fastly's cache failed: ${failure?.problem}`,
      remedy: `${failure?.remedy === undefined ? "" : `${failure.remedy}\n`}To purge the cache, run: pulumi up`,
    }),
  },
});

export const NOT_PURGED: Check<Purged> = {
  name: "not-purged",
  when: "`purge` is given and a new version is live, but Fastly does not purge",
  outcome: "The run fails; the new version stays live",
  how: "Run `pulumi up`, which purges again until it succeeds",
  find: (purged) => (purged.failure === undefined ? undefined : purgeError("not-purged", purged)),
};
