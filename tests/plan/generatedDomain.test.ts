import assert from "node:assert/strict";
import { choose } from "../../sdk/plan/generatedDomain";
import { generatedDomain } from "../../sdk/setup/domains";

const COMPONENT = "fastly-compute:index:ComputeService";
const DOMAIN = "fastly-compute:index:Domain";
const IDENTITY = { organization: "acme", project: "shop", stack: "dev", component: "edge" };

const urn = (name: string, stack = "dev") => `urn:pulumi:${stack}::shop::${COMPONENT}::${name}`;
const child = (name: string) => `urn:pulumi:dev::shop::${COMPONENT}$${DOMAIN}::${name}-generated`;
const domain = (name: unknown, generated: unknown = true, type = DOMAIN) => ({ type, outputs: { name, generated } });

const [FIRST, SECOND, THIRD] = [1, 2, 3].map((count) => generatedDomain(IDENTITY, count));

const TABLE: [what: string, state: Record<string, object>, chosen: string | undefined, urns?: string[]][] = [
  ["of a new stack follows from the names", {}, FIRST],
  ["that the component has stays", { [child("edge")]: domain("old") }, "old"],
  ["that it had by a former name stays", { [child("front")]: domain("old") }, "old", [urn("edge"), urn("front")]],
  [
    "that it has counts before one that it had",
    { [child("front")]: domain("old"), [child("edge")]: domain("now") },
    "now",
    [urn("edge"), urn("front")],
  ],
  ["that another component keeps is not taken from it", { [child("front")]: domain(FIRST) }, SECOND],
  ["is the first that no other has", { [child("a")]: domain(FIRST), [child("b")]: domain(SECOND) }, THIRD],
  ["is no domain that was given", { [child("edge")]: domain("www.example.com", false) }, FIRST],
  ["is no output of something else", { [child("edge")]: domain("old", true, "other:index:Domain") }, FIRST],
  ["whose outputs an interrupted run did not write", { [child("edge")]: { type: DOMAIN, outputs: {} } }, FIRST],
];

describe("the generated domain", () => {
  for (const [what, state, chosen, urns = [urn("edge")]] of TABLE) {
    it(what, () => {
      assert.equal(choose(new Map(Object.entries(state)) as never, urns, IDENTITY), chosen);
    });
  }

  it("is another one for each count, and the first as ever", () => {
    assert.equal(new Set([FIRST, SECOND, THIRD]).size, 3);
    assert.equal(FIRST, generatedDomain(IDENTITY));
  });
});
