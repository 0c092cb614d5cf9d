import type { Released, ReleaseNeeds } from "../../../sdk/checks/release";
import type { ReleaseEnd } from "../../../sdk/release/nextStep";
import { KINDS } from "../../../sdk/setup/kinds";
import type { Cases } from "../case";
import { ID } from "../given";

function needs(
  plan: object,
  why: { staging?: string; statistics?: string; missing?: Awaited<ReturnType<ReleaseNeeds["missingStores"]>> } = {},
): ReleaseNeeds {
  return {
    id: ID,
    plan,
    whyNotStaged: async () => why.staging,
    whyNotWatched: async () => why.statistics,
    missingStores: async () => why.missing ?? [],
  } as never;
}

function released(end: ReleaseEnd): Released {
  return { id: ID, version: 2, goesBack: true, end };
}

export const CASES: Cases = {
  "release-without-staging": [
    [needs({}, { staging: "no" }), undefined],
    [needs({ staging: [] }), undefined],
    [needs({ staging: [] }, { staging: "it has no staging address" }), "no staging address"],
  ],
  "release-without-store": [
    [needs({ staging: [] }), undefined],
    [
      needs({ staging: [] }, { missing: [{ name: "pages", kind: KINDS.kvStores, store: "pages-staging" }] }),
      'there is no KV store "pages-staging" for "pages"',
    ],
  ],
  "release-without-statistics": [
    [needs({}, { statistics: "no" }), undefined],
    [needs({ watch: {} }), undefined],
    [needs({ watch: {} }, { statistics: "403" }), "cannot be read: 403"],
  ],
  "release-held-back": [
    [released({ is: "good" }), undefined],
    [released({ is: "held back", wrong: ["it fails"], live: 1 }), "version 1 stays live"],
  ],
  "release-taken-back": [
    [released({ is: "good" }), undefined],
    [released({ is: "taken back", wrong: ["GET / answers 500 instead of 200"], to: 1 }), "GET / answers 500"],
    [released({ is: "taken back", wrong: undefined, to: 1 }), "an earlier run decided this"],
  ],
  "release-failing": [
    [released({ is: "good" }), undefined],
    [released({ is: "failing", wrong: ["it fails"], isNew: true, before: 1 }), "it fails"],
  ],
  "release-replaced": [
    [released({ is: "good" }), undefined],
    [released({ is: "replaced", by: 1 }), "version 1 is live"],
  ],
};
