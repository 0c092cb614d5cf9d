import type { Transformed } from "../../../sdk/pulumi/transformed";
import type { Cases } from "../case";

function transformed(given: Partial<Transformed> = {}): Transformed {
  return { type: "kvstore", name: "edge-carts", lost: [], changed: [], ...given };
}

export const CASES: Cases = {
  "transform-failed": [
    [{ name: "edge", transformed: [transformed({ failed: new Error("no x") })] }, 'for kvstore "edge-carts": no x'],
    [{ name: "edge", transformed: [transformed()] }, undefined],
  ],
  "transform-drops-options": [
    [{ name: "edge", transformed: [transformed(), transformed({ lost: ["hooks", "aliases"] })] }, "hooks, aliases of"],
    [{ name: "edge", transformed: [transformed()] }, undefined],
  ],
  "transform-changes-guarded": [
    [
      { name: "edge", transformed: [transformed({ changed: [{ property: "name", argument: "serviceName" }] })] },
      "changes [name] of the service",
    ],
    [{ name: "edge", transformed: [] }, undefined],
  ],
};
