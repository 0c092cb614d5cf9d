import type { Cases } from "../case";
import { update } from "../given";
import { content } from "../situations";

const linked = { resourceLinks: [{ name: "cfg", resourceId: "STORE1" }] };
const link = { id: "L1", name: "cfg", resource_id: "STORE1", resource_type: "config-store" };
const packed = { package: [{ sourceCodeHash: "aaaaaaaaaaaa1" }] };
const state = (given: object) => ({ state: { clonedVersion: 2, ...given } });

export const CASES: Cases = {
  "version-not-as-in-state": [
    [update(state(linked)), "the store link cfg to STORE1 is missing\nRun: pulumi up --refresh"],
    [update(state({}), { content: content({ links: [link] }) }), undefined],
    [
      update(state(packed), { content: content({ links: [link] }) }),
      "the store link cfg to STORE1 is still there\nActivate a copy of the active version",
    ],
    [update(state(packed)), "the package is missing instead of aaaaaaaaaaaa…"],
    [update(state(packed), { packageHash: "bbbbbbbbbbbb1" }), "the package is bbbbbbbbbbbb… instead of aaaaaaaaaaaa…"],
    [
      update(state({ ...linked, ...packed }), { content: content({ links: [link] }), packageHash: "aaaaaaaaaaaa1" }),
      undefined,
    ],
    // A service that has no version in the state yet.
    [update({ state: linked }), undefined],
  ],
};
