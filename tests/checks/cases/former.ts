import type { Former } from "../../../sdk/checks/former";
import type { StateResource } from "../../../sdk/pulumi/stackState";
import type { Cases } from "../case";
import { at, FORMER_PLACE, ID, OTHER, PLACE } from "../given";
import { identity, urn } from "../situations";

function former(state: [string, StateResource][]): Former {
  const owner = { project: "shop", stack: "dev", component: "front" };
  return {
    name: "edge",
    identity: { ...identity(), former: [owner], urns: [urn("edge"), urn("front")] },
    state: new Map(state),
  };
}

export const CASES: Cases = {
  "alias-without-effect": [
    [
      former([
        [PLACE, at(ID)],
        [FORMER_PLACE, at(OTHER)],
      ]),
      `would delete "front" with the service ${OTHER}`,
    ],
    // The alias counts, counted before, or belongs to a service that is this one.
    [former([[FORMER_PLACE, at(OTHER)]]), undefined],
    [former([[PLACE, at(ID)]]), undefined],
    [
      former([
        [PLACE, at(ID)],
        [FORMER_PLACE, at(ID)],
      ]),
      undefined,
    ],
    [{ ...former([]), state: undefined }, undefined],
  ],
};
