import assert from "node:assert/strict";
import fc from "fast-check";
import { componentOf, placesOf } from "../../sdk/adopt/holders";
import { nameOfOwner, ownerOfUrn } from "../../sdk/fastly/owner";
import { formerChild } from "../../sdk/pulumi/formerUrns";
import { typesOfUrn } from "../../sdk/pulumi/place";
import {
  COMPONENT_TYPE,
  childUrn,
  nameOfUrn,
  parseUrn,
  SERVICE_TYPE,
  typeOfUrn,
  urnOfTypes,
} from "../../sdk/pulumi/urn";

const NAME = fc
  .array(fc.constantFrom("::", ":", "$", " ", "\n", "edge", "a/b", SERVICE_TYPE, "%", "é"), { minLength: 1 })
  .map((parts) => parts.join(""));
const PARENTS = fc.array(fc.constantFrom("my:index:Page", "my:web/site:Site", "my:Site"), { maxLength: 3 });

/** Runs the check for components with names of all kinds, below parents of all kinds. */
function forAll(check: (urn: string, parts: { parents: string[]; name: string }) => void): void {
  fc.assert(
    fc.property(PARENTS, NAME, (parents, name) =>
      check(urnOfTypes("dev", "shop", [...parents, COMPONENT_TYPE], name), { parents, name }),
    ),
  );
}

describe("a URN", () => {
  it("is parsed into what it was made of", () => {
    forAll((urn, { parents, name }) => {
      assert.deepEqual(parseUrn(urn), { stack: "dev", project: "shop", types: [...parents, COMPONENT_TYPE], name });
      assert.equal(nameOfUrn(urn), name);
      assert.equal(typeOfUrn(urn), COMPONENT_TYPE);
      assert.deepEqual(typesOfUrn(urn), [...parents, COMPONENT_TYPE]);
    });
  });

  it("has empty parts when the text is none", () => {
    for (const text of ["", "edge", "urn:pulumi:dev::shop", "urn:pulumi:dev::shop::a:b:C"]) {
      assert.deepEqual(parseUrn(text), { stack: "", project: "", types: [], name: "" });
      assert.equal(childUrn(text, SERVICE_TYPE, "edge"), "");
    }
  });

  it("leads from a component to its service, and back", () => {
    forAll((urn, { name }) => {
      const service = childUrn(urn, SERVICE_TYPE, name);
      assert.equal(componentOf(service), urn);
      assert.equal(componentOf(urn), undefined);
      assert.deepEqual(placesOf({ urns: [urn] } as never, name, SERVICE_TYPE, name), [service]);
    });
  });

  it("of a former component leads to children by the component's former name", () => {
    forAll((urn, { name }) => {
      assert.equal(
        formerChild(urn, "front", SERVICE_TYPE, "front-pages"),
        childUrn(urn, SERVICE_TYPE, `${name}-pages`),
      );
      assert.equal(formerChild(urn, "front", SERVICE_TYPE, "pages"), childUrn(urn, SERVICE_TYPE, "pages"));
    });
  });

  it("of a service outside of components leads to no component", () => {
    fc.assert(
      fc.property(PARENTS, NAME, (parents, name) => {
        assert.equal(componentOf(urnOfTypes("dev", "shop", [...parents, SERVICE_TYPE], name)), undefined);
      }),
    );
  });

  it("has the name that the owner in a version's comment has", () => {
    forAll((urn, { name }) => assert.equal(nameOfOwner(ownerOfUrn(urn)), name));
  });
});
