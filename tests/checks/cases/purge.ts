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
    [planned({ purge: { all: true } }), "Once a new version is live, the run purges everything from Fastly's cache."],
    [
      planned({ purge: { keys: ["a"] }, release: {} }, { activate: false }),
      "purges contents with the surrogate key a (soft) from",
    ],
    [planned({ purge: { all: true } }, { activate: false }), undefined],
    [planned({ purge: { all: true } }, { activate: true }, false), undefined],
    [planned({ purge: { all: false } }), undefined],
    [planned({}), undefined],
  ],
  "not-purged": [
    [
      purgedVersion({ problem: "Fastly answered 403" }),
      `Version 2 of the service ${ID} is live, but the purge of everything from Fastly's cache failed`,
    ],
    [purgedVersion(undefined), undefined],
  ],
};
