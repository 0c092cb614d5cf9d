import assert from "node:assert/strict";
import { packageSchema, referenced, type TypeSpec, typeAt } from "../../sdk/plan/schema";
import { type Kind, type LinkedKind, type OwnKind, ownKind } from "../../sdk/setup/kind";
import { EVERY_KIND, KINDS, type KindName, LINKED_KINDS, OWN_KINDS } from "../../sdk/setup/kinds";
import { fieldsOf } from "../support/fastlyTypings";

/** Properties of the provider's service that belong to no kind: the component sets them itself, or nobody does. */
const NO_KIND = [
  "activate",
  "comment",
  "forceDestroy",
  "name",
  "package",
  "resourceLinks",
  "reuse",
  "stage",
  "versionComment",
];

/** The component's own outputs. */
const NO_KINDS_OUTPUT = ["activeVersion", "manageUrl", "manifest", "packageHash", "packageSize", "serviceId", "url"];

type Optional<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? K : never }[keyof T];

/**
 * Optional members of a kind, and why nothing is lost without them. A record, so that any other optional member does
 * not compile.
 */
const MAY_BE_FORGOTTEN: [Record<Optional<OwnKind>, string>, Record<Optional<LinkedKind["linked"]>, string>] = [
  {
    linked: "tells own kinds from others",
    review: "a preview lacks the child",
    wrong: "the state of a few resources of the provider can be wrong by itself",
    fill: "nothing is made of what is no part of a version",
  },
  { refuseChange: "the provider refuses or replaces, except a few resources" },
];

/** The places of arguments that name a file: `["kvStores", "x", "directory", "path"]`. */
function filePlaces(place: string[]): string[][] {
  const type = typeAt(place);
  if (type?.additionalProperties !== undefined) {
    return filePlaces([...place, "x"]);
  }
  const members = Object.entries((type && referenced(packageSchema(), type)?.properties) ?? {}) as [string, TypeSpec][];
  return members.flatMap(([name, { type: of }]) => {
    const isNamed = /(file|directory)(\.path)?$/i.test([...place, name].join("."));
    return of === "string" && isNamed ? [[...place, name]] : filePlaces([...place, name]);
  });
}

describe("the registry of kinds", () => {
  const [component] = Object.values(packageSchema().resources);

  it("has all arguments and outputs of the component, each for one kind", () => {
    const given = EVERY_KIND.flatMap(([, kind]) => Object.keys(kind.arguments));
    assert.deepEqual(
      given.filter((argument) => !(argument in (component?.inputProperties ?? {}))),
      [],
    );
    assert.equal(new Set(given).size, given.length);
    const outputs = EVERY_KIND.flatMap(([, { review }]) => review?.output ?? []);
    const shown = Object.keys(component?.properties ?? {}).filter((output) => !NO_KINDS_OUTPUT.includes(output));
    assert.deepEqual([...new Set(outputs)].sort(), shown.sort());
  });

  it("names a kind after the argument that declares it", () => {
    for (const [name, kind] of EVERY_KIND) {
      const given = Object.keys(kind.arguments);
      assert.ok(given.length === 0 || given[0] === name, name);
    }
  });

  it("lists every file in an argument, and the configuration may only name files of the project", () => {
    const told = EVERY_KIND.flatMap(([, kind]) =>
      Object.keys(kind.arguments)
        .flatMap((argument) => filePlaces([argument]))
        .map((place) => {
          const args = [...place].reverse().reduce<unknown>((value, key) => ({ [key]: value }), "some.txt");
          const { files } = kind as { files?(args: unknown): { file: string }[] };
          return [place.join("."), files?.(args).map(({ file }) => file)];
        }),
    );
    assert.deepEqual(told, [
      ["kvStores.x.file", ["some.txt"]],
      ["kvStores.x.directory.path", ["some.txt"]],
      ["acls.x.file", ["some.txt"]],
    ]);
  });

  it("has everything in the provider's service", () => {
    const known = OWN_KINDS.flatMap(([, { places, single }]) => [
      ...places,
      ...(single === undefined ? [] : [single]),
    ]).map(({ property }) => property as string);
    const there = fieldsOf("ServiceComputeArgs", "@pulumi/fastly/serviceCompute.d.ts").map(({ name }) => name);
    assert.deepEqual([...known, ...NO_KIND].sort(), there.sort());
  });

  it("distinguishes kinds by their nouns, types and links", () => {
    const nouns = EVERY_KIND.map(([, { noun }]) => noun);
    assert.equal(new Set(nouns).size, nouns.length);
    const types = EVERY_KIND.flatMap(([, { review }]) => (review ? [typeOf(review.child)] : []));
    assert.equal(new Set(types).size, types.length);
    for (const type of ["config", "config-store", "kv-store", "object-store", "secret-store", "acl"]) {
      assert.equal(LINKED_KINDS.filter(([, { linked }]) => linked.isType(type)).length, 1, type);
    }
  });

  it("does not compile when a kind or a definition is missing", () => {
    const { products, ...others } = KINDS;
    // @ts-expect-error A table of all kinds lacks one of them.
    const incomplete: Record<KindName, Kind> = others;
    const { lines, ...silent } = KINDS.domains;
    // @ts-expect-error A kind does not say how a live thing is written as arguments. An adoption would lose it.
    const unwritten: Kind = silent;
    const { places, ...nowhere } = KINDS.domains;
    // @ts-expect-error A kind does not say where it is in the provider's state and in Fastly's API.
    const lost: Kind = nowhere;
    const { resolve, ...given } = KINDS.domains;
    // @ts-expect-error A kind does not say of each argument whether it may be shown.
    const unknown = ownKind<{ domains?: string[]; aliases?: string[] }, unknown[], { name: string }>({
      ...given,
      resolve: () => [],
    });
    const { files, ...unread } = KINDS.kvStores;
    // @ts-expect-error A kind does not say which files its arguments name, and so any could be read.
    const unsafe: Kind = unread;
    const made = [products, lines, places, resolve, files, incomplete, unwritten, lost, unknown, unsafe];
    assert.ok(MAY_BE_FORGOTTEN.flatMap((each) => Object.values<string>(each)).every((why) => why !== ""));
    assert.ok(made.every((each) => each !== undefined));
  });
});

function typeOf(child: unknown): string {
  return (child as { __pulumiType: string }).__pulumiType;
}
