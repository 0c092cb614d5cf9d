import type { Deployed, Wanted } from "../../../sdk/checks/verify";
import type { Cases } from "../case";
import { COMMENT, ID, PLACE } from "../given";
import { live, madeBy, urn, type World } from "../situations";

function deployed(wanted: Partial<Wanted> = {}, world: World = {}, stage = false): Deployed {
  const asked = {
    id: ID,
    urn: PLACE,
    isAdopted: false,
    component: urn("edge"),
    activeVersion: 1,
    clonedVersion: 1,
    versionComment: COMMENT,
    packageHash: "aa",
    blocks: {},
    hidden: {},
    links: [],
    ...wanted,
  };
  const there = {
    content: { comment: COMMENT, packageHash: "aa" },
    ...world,
    services: { [ID]: {}, ...world.services },
  };
  return { wanted: asked, stage, live: live(there).service(ID) } as never;
}

export const CASES: Cases = {
  "not-active": [
    [deployed({}, { services: { [ID]: { activeVersion: undefined } } }), "someone deactivated it at Fastly"],
    [
      deployed({}, { services: { [ID]: { activeVersion: undefined, wasActive: false } } }),
      "never had an active version",
    ],
    [deployed({}, { services: { [ID]: "deleted" } }), "was deleted at Fastly"],
    [deployed(), undefined],
  ],
  "not-as-declared": [
    [deployed({ packageHash: "bb" }), "differs from the program"],
    [deployed({ links: [{ name: "cfg", resourceId: "STORE1" }] }), "differs from the program"],
    [deployed({ activeVersion: 2 }), "differs from the program"],
    [deployed(), undefined],
    [
      deployed({ packageHash: "bb" }, { services: { [ID]: { activeComment: madeBy("edge", { stack: "live" }) } } }),
      'is now deployed by the stack "live"',
    ],
  ],
  "draft-not-as-declared": [
    [deployed({ packageHash: "bb" }), "was prepared, but differs from the program"],
    [deployed(), undefined],
    [deployed({}, { content: { comment: `unfinished draft: ${COMMENT}`, packageHash: "aa" } }), undefined],
  ],
  "not-staged": [
    [deployed({ clonedVersion: 2 }, {}, true), "but no version is on the staging network"],
    [deployed({ clonedVersion: 2 }, { services: { [ID]: { stagedVersion: 2 } } }, true), undefined],
    [deployed({ clonedVersion: 2 }), undefined],
    [deployed({}, {}, true), undefined],
  ],
};
