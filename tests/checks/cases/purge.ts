import type { Purged } from "../../../sdk/checks/purge";
import type { Cases } from "../case";
import { ID, update } from "../given";

/** An update with these arguments, in a preview or an `up`. */
function planned(args: object, declared: object = { activate: true }, isPreview = true) {
  return update({ args, declared, isPreview });
}

function purgedVersion(failure: Purged["failure"]): Purged {
  return { id: ID, version: 2, purge: { all: true }, failure };
}

export const CASES: Cases = {
  "purge-planned": [
    [planned({ purge: { all: true } }), "Once a new version is live, everything is purged from Fastly's cache."],
    [
      planned({ purge: { keys: ["a"] }, release: {} }, { activate: false }),
      "what has the surrogate key a (soft) is purged",
    ],
    [planned({ purge: { all: true } }, { activate: false }), undefined],
    [planned({ purge: { all: true } }, { activate: true }, false), undefined],
    [planned({ purge: { all: false } }), undefined],
    [planned({}), undefined],
  ],
  "not-purged": [
    [
      purgedVersion({ problem: "Fastly answered 403" }),
      `Version 2 of the service ${ID} is live, but everything was not purged`,
    ],
    [purgedVersion(undefined), undefined],
  ],
};
