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
    [deployed({}, { services: { [ID]: { activeVersion: undefined } } }), "it was deactivated at Fastly"],
    [
      deployed({}, { services: { [ID]: { activeVersion: undefined, wasActive: false } } }),
      "never had an active version",
    ],
    [deployed({}, { services: { [ID]: "deleted" } }), "was deleted at Fastly"],
    [deployed(), undefined],
  ],
  "not-as-declared": [
    [deployed({ packageHash: "bb" }), "it is not what was asked for"],
    [deployed({ links: [{ name: "cfg", resourceId: "STORE1" }] }), "it is not what was asked for"],
    [deployed({ activeVersion: 2 }), "it is not what was asked for"],
    [deployed(), undefined],
    [
      deployed({ packageHash: "bb" }, { services: { [ID]: { activeComment: madeBy("edge", { stack: "live" }) } } }),
      'is deployed by the stack "live" by now',
    ],
  ],
  "draft-not-as-declared": [
    [deployed({ packageHash: "bb" }), "was prepared, but it is not what was asked for"],
    [deployed(), undefined],
    [deployed({}, { content: { comment: `unfinished draft: ${COMMENT}`, packageHash: "aa" } }), undefined],
  ],
  "not-staged": [
    [deployed({ clonedVersion: 2 }, {}, true), "but version none is on the staging network"],
    [deployed({ clonedVersion: 2 }, { services: { [ID]: { stagedVersion: 2 } } }, true), undefined],
    [deployed({ clonedVersion: 2 }), undefined],
    [deployed({}, {}, true), undefined],
  ],
};
