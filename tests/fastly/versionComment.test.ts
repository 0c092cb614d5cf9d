import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { configurationOf, givenComment, ownerOf, sourcesOf, versionComment } from "../../sdk/fastly/versionComment";
import { resolved } from "../support/mocks";

const EDGE = { project: "shop", stack: "dev", component: "edge" };

describe("the comment of a version", () => {
  const component = {
    urn: pulumi.output("urn:pulumi:dev::shop::fastly-compute:index:ComputeService::edge"),
  } as pulumi.ComponentResource;
  const comment = (given: string | undefined, blocks: object = {}) =>
    resolved(versionComment(given, { name: "shop", domains: [], ...blocks }, component));

  it("names the component and has a digest of the configuration, after the user's comment", async () => {
    const plain = await comment(undefined);
    assert.match(plain, /^shop\/dev\/edge, configuration [0-9a-f]{12}$/);
    assert.equal(await comment("commit 1"), `commit 1 [${plain}]`);
  });

  it("has no words of the user that would be read as a mark of the component", async () => {
    const plain = await comment(undefined);
    for (const mark of ["draft: ", "unfinished draft: ", "release 3 on trial after 2: ", "draft: draft: "]) {
      assert.equal(await comment(`${mark}commit 1`), `commit 1 [${plain}]`);
      assert.equal(await comment(mark), plain);
    }
    assert.equal(await comment("release 3: the draft: of it"), `release 3: the draft: of it [${plain}]`);
  });

  it("has the same digest until a part of the version changes", async () => {
    const digest = configurationOf(await comment(undefined));
    assert.equal(configurationOf(await comment("commit 1", { comment: "x", resourceLinks: [] })), digest);
    assert.notEqual(configurationOf(await comment(undefined, { domains: [{ name: "www.example.com" }] })), digest);
  });

  const digest = "3fa2b9c1d2e4";
  const comments: [comment: unknown, owner: typeof EDGE | undefined, digest: string | undefined][] = [
    [`shop/dev/edge, configuration ${digest}`, EDGE, digest],
    [`release 7 [shop/dev/edge, configuration ${digest}]`, EDGE, digest],
    [`two\nlines [shop/dev/edge, configuration ${digest}]`, EDGE, digest],
    [`was [a/b/c, configuration 000000000000] [shop/dev/edge, configuration ${digest}]`, EDGE, digest],
    [`shop/dev/my:index:Site$edge, configuration ${digest}`, { ...EDGE, component: "my:index:Site$edge" }, digest],
    [`release/7/b [shop/dev/edge, configuration ${digest}]`, EDGE, digest],
    [`shop/dev/a, b/c, configuration ${digest}`, { ...EDGE, component: "a, b/c" }, digest],
    [`draft: shop/dev/edge, configuration ${digest}`, EDGE, digest],
    [`unfinished draft: release 7 [shop/dev/edge, configuration ${digest}]`, EDGE, digest],
    [`configuration ${digest}`, undefined, digest],
    [`mine [configuration ${digest}]`, undefined, digest],
    [`shop/dev/edge, configuration ${digest} and more`, undefined, undefined],
    [`shop/dev/edge, configuration ${digest}, sources 0123456789abcdef, package 0123456789ab`, EDGE, digest],
    [
      `draft: release 7 [shop/dev/edge, configuration ${digest}, sources 0123456789abcdef, package 0123456789ab]`,
      EDGE,
      digest,
    ],
    ["made by hand", undefined, undefined],
    ["", undefined, undefined],
    [null, undefined, undefined],
  ];
  for (const [text, owner, configuration] of comments) {
    it(`can be parsed: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(ownerOf(text), owner);
      assert.equal(configurationOf(text), configuration);
      assert.equal(sourcesOf(text), String(text).includes("sources") ? "0123456789abcdef" : undefined);
    });
  }

  const said: [comment: string, given: string][] = [
    [`shop/dev/edge, configuration ${digest}`, ""],
    [`configuration ${digest}`, ""],
    [`mine [configuration ${digest}]`, "mine"],
    [`9df328f [shop/dev/edge, configuration ${digest}]`, "9df328f"],
    [
      `was [a/b/c, configuration 000000000000] [shop/dev/edge, configuration ${digest}]`,
      "was [a/b/c, configuration 000000000000]",
    ],
    [`release 6 on trial after 5: 9df328f [shop/dev/edge, configuration ${digest}]`, "9df328f"],
    [`release 6 verified: shop/dev/edge, configuration ${digest}, sources 0123456789abcdef, package 0123456789ab`, ""],
    [`unfinished draft: release 7 [shop/dev/edge, configuration ${digest}]`, "release 7"],
    ["release 6 taken back to 5: by hand", "by hand"],
    ["draft: by hand", "draft: by hand"],
    ["", ""],
  ];
  for (const [text, given] of said) {
    it(`contains the user's comment: ${JSON.stringify(text)}`, () => {
      assert.equal(givenComment(text), given);
    });
  }
});
