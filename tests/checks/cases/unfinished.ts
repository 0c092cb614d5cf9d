import type { Cases } from "../case";
import { COMMENT, ID, imported, NEXT, update } from "../given";
import { madeBy } from "../situations";

/** @param number the version in the mark of version 1, which is live. */
const marked = (number: number, activate: boolean) => {
  const activeComment = `release ${number} verified: ${madeBy("edge", { digest: "cccccccccccc" })}`;
  return update(
    { state: { versionComment: COMMENT, activate, clonedVersion: 1 } },
    { services: { [ID]: { activeComment } } },
  );
};

export const CASES: Cases = {
  "draft-incomplete": [
    [
      update({ state: { versionComment: `unfinished draft: ${NEXT}`, clonedVersion: 2 } }),
      "An earlier run failed before the draft",
    ],
    [update({}, { services: { [ID]: "deleted" } }), "was deleted at Fastly"],
    [
      update({}, { services: { [ID]: "unanswered" } }),
      "cannot tell whether an earlier update of the service SERVICE1 failed half-way: GET /service was not answered",
    ],
    [update(), undefined],
    [imported({}, { services: { [ID]: "unanswered" } }), undefined],
  ],
  "other-version-active": [
    [update({}, { services: { [ID]: { activeVersion: 3, activeComment: COMMENT } } }), "Version 3 of the service"],
    [
      update({}, { services: { [ID]: { activeVersion: 3, activeComment: madeBy("edge", { stack: "live" }) } } }),
      'is now deployed by the stack "live"',
    ],
    [update(), undefined],
    [imported({}, { services: { [ID]: { activeVersion: 3 } } }), undefined],
  ],
  "unknown-to-the-state": [
    [update({}, { unseen: ["the log endpoint old"] }), "has something that the state does not know"],
    [update(), undefined],
    [update({ declared: { activate: true, versionComment: COMMENT } }, { unseen: ["the backend old"] }), undefined],
  ],
  "other-configuration-active": [
    [
      update({}, { services: { [ID]: { activeComment: madeBy("edge", { digest: "cccccccccccc" }) } } }),
      "was made from another configuration than the state has",
    ],
    [update(), undefined],
    // A version that a release has found complete, with a program that no longer has a release.
    [marked(1, false), undefined],
    [marked(2, false), "was made from another configuration than the state has"],
    [marked(1, true), "was made from another configuration than the state has"],
  ],
  "other-name-or-comment": [
    [update({}, { services: { [ID]: { name: "renamed", activeComment: COMMENT } } }), 'has the name "renamed"'],
    [update({ kept: ["name"] }, { services: { [ID]: { name: "renamed", activeComment: COMMENT } } }), undefined],
  ],
};
