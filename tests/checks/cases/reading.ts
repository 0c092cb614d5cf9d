import type { Reading } from "../../../sdk/checks/reading";
import type { Cases } from "../case";
import { ID, project } from "../given";

function reading(given: object = {}): Reading {
  const args = { directory: "./app" };
  const place = { name: "edge", parents: [] };
  return { name: "edge", place, args, given: args, project: project(), hasTwin: false, ...given } as never;
}

export const CASES: Cases = {
  "component-name-twice": [
    [reading({ hasTwin: true }), 'Two ComputeServices have the name "edge"'],
    [reading(), undefined],
  ],
  "activate-and-stage": [
    [reading({ args: { activate: true, stage: true } }), "[activate] and [stage] cannot both be true"],
    [reading({ args: { activate: false, stage: true } }), undefined],
    [reading({ args: { stage: true } }), undefined],
  ],
  "package-choice": [
    [reading({ args: { package: { path: "a", fromHash: "b" } } }), "[package] has path and fromHash"],
    [reading({ args: { package: { path: "a" } } }), undefined],
  ],
  "configured-file-outside": [
    [reading({ args: { kvStores: { kv: { file: "/etc/passwd" } } } }), 'names the file "/etc/passwd"'],
    [reading({ args: { kvStores: { kv: { file: "data.json" } } } }), undefined],
    [reading({ args: { kvStores: { kv: { file: "/a" } } }, given: { kvStores: { kv: { file: "/a" } } } }), undefined],
  ],
  "service-adopted-twice": [
    [
      reading({ adopted: ID, otherAdopter: "front" }),
      'ComputeService "front" of this program already adopts the same service',
    ],
    [reading({ adopted: ID }), undefined],
  ],
};
