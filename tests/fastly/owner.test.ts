import assert from "node:assert/strict";
import {
  formatOwner,
  nameOfOwner,
  type Owner,
  ownerOfUrn,
  parentTypes,
  parseOwner,
  sameOwner,
} from "../../sdk/fastly/owner";

const TYPE = "fastly-compute:index:ComputeService";

describe("the owner of a service", () => {
  const urns: [title: string, urn: string, mark: string, name: string, parents: string[]][] = [
    ["a component of the program", `urn:pulumi:dev::shop::${TYPE}::edge`, "shop/dev/edge", "edge", []],
    [
      "one within another component",
      `urn:pulumi:dev::shop::my:index:Page$my:index:Site$${TYPE}::edge`,
      "shop/dev/my:index:Page$my:index:Site$edge",
      "edge",
      ["my:index:Page", "my:index:Site"],
    ],
    [
      "a name with the signs of a URN",
      `urn:pulumi:dev::shop::${TYPE}::my:Site$edge::a/b, 100%24`,
      "shop/dev/my:Site%24edge::a/b, 100%2524",
      "my:Site$edge::a/b, 100%24",
      [],
    ],
  ];
  for (const [title, urn, mark, name, parents] of urns) {
    it(`is one-to-one with the component's URN: ${title}`, () => {
      const owner = ownerOfUrn(urn);
      assert.equal(formatOwner(owner), mark);
      assert.deepEqual(parseOwner(mark), owner);
      assert.equal(nameOfOwner(owner), name);
      assert.deepEqual(parentTypes(owner), parents);
    });
  }

  it("differs when the project, the stack, the name or a parent differs", () => {
    const owner: Owner = { project: "shop", stack: "dev", component: "edge" };
    assert.ok(sameOwner(owner, { ...owner }));
    for (const other of [{ project: "web" }, { stack: "prod" }, { component: "front" }, { component: "a:B$edge" }]) {
      assert.equal(sameOwner(owner, { ...owner, ...other }), false);
    }
  });

  it("is undefined for other texts", () => {
    for (const text of ["", "shop", "shop/dev", "shop/dev/", "my shop/dev/edge"]) {
      assert.equal(parseOwner(text), undefined);
    }
  });
});
