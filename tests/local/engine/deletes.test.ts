import assert from "node:assert/strict";
import { deletionLayers } from "../../../local/engine/deletes";
import type { StoredResource } from "../../../local/engine/storedResource";

function resource(urn: string, needs: Partial<StoredResource> = {}): StoredResource {
  const empty = { inputs: {}, outputs: {}, dependencies: [], propertyDependencies: {} };
  return { urn, type: "t", custom: true, ...empty, ...needs };
}

function layers(resources: StoredResource[]): string[][] {
  return deletionLayers(resources).map((layer) => [...layer].map(({ urn }) => urn));
}

describe("deletion order", () => {
  it("puts dependents and children before what they need, and independent resources together", () => {
    assert.deepEqual(
      layers([
        resource("stack"),
        resource("provider"),
        resource("component", { parent: "stack" }),
        resource("backend", { parent: "component" }),
        resource("service", { parent: "component", provider: "provider::1" }),
        resource("items", { parent: "component", propertyDependencies: { serviceId: ["service"] } }),
      ]),
      [["items"], ["service", "backend"], ["component"], ["provider", "stack"]],
    );
  });

  it("counts the old half of a replacement as the dependency of the others", () => {
    const old = resource("a", { delete: true });
    assert.deepEqual(layers([old, resource("b", { delete: true, dependencies: ["a"] })]), [["b"], ["a"]]);
  });

  it("ends although there is a cycle", () => {
    const cycle = [resource("a", { dependencies: ["b"] }), resource("b", { dependencies: ["a"] })];
    assert.equal(layers(cycle).flat().length, 2);
  });
});
