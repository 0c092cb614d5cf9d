import assert from "node:assert/strict";
import { packageSchema } from "../../sdk/plan/schema";
import { type Kind, ownKind } from "../../sdk/setup/kind";
import { EVERY_KIND, KINDS, type KindName, LINKED_KINDS, OWN_KINDS } from "../../sdk/setup/kinds";
import { fieldsOf } from "../support/fastlyTypings";

/** Properties of the provider's service that are no kind of thing: the component says them itself, or nobody does. */
const NO_KIND = [
  "activate",
  "comment",
  "forceDestroy",
  "imageOptimizerDefaultSettings",
  "name",
  "package",
  "productEnablement",
  "resourceLinks",
  "reuse",
  "stage",
  "versionComment",
];

describe("the registry of kinds", () => {
  const [component] = Object.values(packageSchema().resources);

  it("has the arguments and outputs of the component, each kind its own", () => {
    const given = EVERY_KIND.flatMap(([, kind]) => Object.keys(kind.arguments));
    assert.deepEqual(
      given.filter((argument) => !(argument in (component?.inputProperties ?? {}))),
      [],
    );
    assert.equal(new Set(given).size, given.length);
    const outputs = EVERY_KIND.flatMap(([, { review }]) => review?.output ?? []);
    assert.deepEqual(
      outputs.filter((output) => !(output in (component?.properties ?? {}))),
      [],
    );
  });

  it("calls a kind by the argument that declares it", () => {
    for (const [name, kind] of EVERY_KIND) {
      const given = Object.keys(kind.arguments);
      assert.ok(given.length === 0 || given[0] === name, name);
    }
  });

  it("knows everything that the provider's service consists of", () => {
    const known = OWN_KINDS.flatMap(([, { places }]) => places.map(({ property }) => property as string));
    const there = fieldsOf("ServiceComputeArgs", "@pulumi/fastly/serviceCompute.d.ts").map(({ name }) => name);
    assert.deepEqual([...known, ...NO_KIND].sort(), there.sort());
  });

  it("tells kinds apart by their nouns, types and links", () => {
    const nouns = EVERY_KIND.map(([, { noun }]) => noun);
    assert.equal(new Set(nouns).size, nouns.length);
    const types = EVERY_KIND.flatMap(([, { review }]) => (review ? [typeOf(review.child)] : []));
    assert.equal(new Set(types).size, types.length);
    for (const type of ["config", "config-store", "kv-store", "object-store", "secret-store", "acl"]) {
      assert.equal(LINKED_KINDS.filter(([, { linked }]) => linked.isType(type)).length, 1, type);
    }
  });

  it("lets nobody forget a kind, or what a kind has to say: the wrong change does not compile", () => {
    const { products, ...others } = KINDS;
    // @ts-expect-error A table of all kinds lacks one of them.
    const incomplete: Record<KindName, Kind> = others;
    const { lines, ...silent } = KINDS.domains;
    // @ts-expect-error A kind does not say how a live thing is written as arguments, which would lose it in an adoption.
    const unwritten: Kind = silent;
    const { places, ...nowhere } = KINDS.domains;
    // @ts-expect-error A kind does not say where it is in the provider's state and in Fastly's API.
    const lost: Kind = nowhere;
    const { resolve, ...given } = KINDS.domains;
    // @ts-expect-error A kind has an argument of which nobody knows whether it may be shown.
    const unknown = ownKind<{ domains?: string[]; aliases?: string[] }, unknown[], { name: string }>({
      ...given,
      resolve: () => [],
    });
    const made = [products, lines, places, resolve, incomplete, unwritten, lost, unknown];
    assert.ok(made.every((each) => each !== undefined));
  });
});

function typeOf(child: unknown): string {
  return (child as { __pulumiType: string }).__pulumiType;
}
