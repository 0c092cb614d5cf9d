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
  ["follows from the names in a new stack", {}, FIRST],
  ["stays when the component has one", { [child("edge")]: domain("old") }, "old"],
  [
    "stays when the component had one under a former name",
    { [child("front")]: domain("old") },
    "old",
    [urn("edge"), urn("front")],
  ],
  [
    "is the current one rather than a former one",
    { [child("front")]: domain("old"), [child("edge")]: domain("now") },
    "now",
    [urn("edge"), urn("front")],
  ],
  ["is not one that another component keeps", { [child("front")]: domain(FIRST) }, SECOND],
  [
    "is the first one that no other component has",
    { [child("a")]: domain(FIRST), [child("b")]: domain(SECOND) },
    THIRD,
  ],
  ["is no declared domain", { [child("edge")]: domain("www.example.com", false) }, FIRST],
  ["is no output of another resource", { [child("edge")]: domain("old", true, "other:index:Domain") }, FIRST],
  [
    "is generated again when an interrupted run wrote no outputs",
    { [child("edge")]: { type: DOMAIN, outputs: {} } },
    FIRST,
  ],
];

describe("the generated domain", () => {
  for (const [what, state, chosen, urns = [urn("edge")]] of TABLE) {
    it(what, () => {
      assert.equal(choose(new Map(Object.entries(state)) as never, urns, IDENTITY), chosen);
    });
  }

  it("differs for each count, and is the same as in earlier releases for the first one", () => {
    assert.equal(new Set([FIRST, SECOND, THIRD]).size, 3);
    assert.equal(FIRST, generatedDomain(IDENTITY));
  });
});
