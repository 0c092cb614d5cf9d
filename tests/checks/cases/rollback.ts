import type { Update } from "../../../sdk/checks/update";
import type { Cases } from "../case";
import { COMMENT, ID, NEXT, update } from "../given";
import { madeBy } from "../situations";

/** An update to the package of an earlier version. */
function goingBack(pkg: object, args: object = {}, given: object = {}): Update {
  const commentOf = new Map([
    [1, NEXT],
    [2, `release 2 verified: 9df328f [${madeBy("edge", { digest: "cccccccccccc" })}]`],
    [3, "release 3 taken back to 2: by hand"],
  ]);
  const world = { services: { [ID]: { activeComment: COMMENT, commentOf, madeAt: new Map([[1, "T1"]]) } } };
  return update(
    {
      isPreview: true,
      args: { package: pkg, ...args },
      before: { package: { sourceCodeHash: "old" } },
      declared: { package: { sourceCodeHash: "new" }, activate: true, versionComment: NEXT },
      ...given,
    },
    world as never,
  );
}

export const CASES: Cases = {
  "rollback-planned": [
    [
      goingBack({ fromVersion: 1 }),
      "goes back to that of version 1 (made T1). Everything else is declared as it was then.",
    ],
    [goingBack({ fromVersion: 1 }), "The version goes live without a check. To check it, give [verify] or [release]."],
    [goingBack({ fromVersion: 1 }, { verify: { path: "/up" } }), "and then GET /up must answer 200."],
    [
      goingBack({ fromVersion: 2 }),
      'version 2 (verified, "9df328f"). Everything else stays as the program declares it, which differs from that version.',
    ],
    [
      goingBack({ fromVersion: 3 }),
      'version 3 (taken back to 2, "by hand"). Everything else stays as the program declares it. The version goes live',
    ],
    [
      goingBack({ fromVersion: 9 }),
      "version 9. Everything else stays as the program declares it. The version goes live",
    ],
    [
      goingBack({ fromVersion: 1 }, {}, { declared: { package: { sourceCodeHash: "new" } } }),
      "The version does not go live.",
    ],
    [goingBack({ fromHash: "new" }), "goes back to the one with the hash new…. The version goes live"],
    [
      goingBack({ fromVersion: 1 }, {}, { release: { staging: [], checks: [{ name: "GET /" }], goesBack: true } }),
      "The release checks the version, on the staging network first: GET /. If a check fails, the version is taken back.",
    ],
    [goingBack({}), undefined],
    [goingBack({ fromVersion: 1 }, {}, { before: { package: { sourceCodeHash: "new" } } }), undefined],
    [goingBack({ fromVersion: 1 }, {}, { isPreview: false }), undefined],
  ],
};
