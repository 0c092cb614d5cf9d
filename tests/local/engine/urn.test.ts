import assert from "node:assert/strict";
import { createUrn, isDefaultProvider, parseUrn, providerUrn, urnName, urnType } from "../../../local/engine/urn";

describe("URNs", () => {
  const stack = "urn:pulumi:dev::proj::pulumi:pulumi:Stack::proj-dev";
  const group = "urn:pulumi:dev::proj::test:index:Group::g";

  it("carry the types of all parents but the stack", () => {
    assert.equal(createUrn("dev", "proj", { type: "test:index:Group", name: "g", parent: stack }), group);
    const thing = createUrn("dev", "proj", { type: "test:index:Thing", name: "a::b", parent: group });
    assert.equal(thing, "urn:pulumi:dev::proj::test:index:Group$test:index:Thing::a::b");
    assert.equal(urnName(thing), "a::b");
    assert.equal(urnType(thing), "test:index:Thing");
    assert.deepEqual(parseUrn(thing), {
      stack: "dev",
      project: "proj",
      qualifiedType: "test:index:Group$test:index:Thing",
      name: "a::b",
    });
  });

  it("distinguish the engine's own providers from a program's", () => {
    const provider = (name: string) => createUrn("dev", "proj", { type: "pulumi:providers:test", name });
    assert.equal(isDefaultProvider(provider("default")), true);
    assert.equal(isDefaultProvider(provider("default_11_1_0")), true);
    assert.equal(isDefaultProvider(provider("defaults")), false);
    assert.equal(isDefaultProvider(group), false);
    assert.equal(providerUrn(`${provider("default")}::some-id`), provider("default"));
  });
});
