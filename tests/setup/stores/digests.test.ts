import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Content } from "../../../sdk/setup/stores/content";
import { digestInputs, digestsIn, readDigest, shortDigest } from "../../../sdk/setup/stores/digests";
import { sha256 } from "../../../sdk/system/sha256";

const short = (text: string) => shortDigest(sha256(text));
const file = (text: string): Content => ({
  file: { path: `/${text}`, size: text.length, sha256: sha256(text) },
  inBulk: true,
});
/** The same without bulk: given by its key. */
const given = ({ inBulk: _, ...content }: Content): Content => content;

describe("the digests of contents in the state", () => {
  const contents: Record<string, Content> = {
    "index.html": file("index"),
    "two  spaces  ": { ...file("spaces"), timeToLive: 60 },
    "a.css": { ...file("css"), metadata: '{"contentType":"text/css, wide  "}' },
    "  ": file("blank"),
    constructor: file("constructor"),
    "two\nlines": file("lines"),
    motd: { value: "hello" },
  };
  const all = new Map([
    ["index.html", short("index")],
    ["two  spaces  ", `${short("spaces")}, time to live 60`],
    ["a.css", `${short("css")}, metadata ${short('{"contentType":"text/css, wide  "}')}`],
    ["  ", short("blank")],
    ["constructor", short("constructor")],
    ["two\nlines", short("lines")],
    ["motd", short("hello")],
  ]);

  it("are lines for the files of a directory, and properties for other keys", () => {
    const inputs = digestInputs(contents);
    assert.deepEqual(inputs.digests, { "two\nlines": sha256("lines"), motd: sha256("hello") });
    assert.equal(inputs.lines?.split("\n").length, 5);
    assert.equal(inputs.lines?.split("\n")[0], `index.html  ${short("index")}`);
    assert.deepEqual(new Map([...digestsIn(inputs)].sort()), new Map([...all].sort()));
  });

  it("are properties without a directory", () => {
    const inputs = digestInputs(Object.fromEntries(Object.entries(contents).map(([key, each]) => [key, given(each)])));
    assert.deepEqual(Object.keys(inputs), ["digests"]);
    assert.deepEqual(digestsIn(inputs), all);
  });

  it("stay the same when a file becomes an item, and for a state with properties only", () => {
    const before = digestsIn(digestInputs({ a: given(file("a")), b: given(file("b")) }));
    assert.deepEqual(digestsIn(digestInputs({ a: file("a"), b: { value: "b" } })), before);
  });

  it("are properties for files whose metadata are unknown", () => {
    const { digests, lines } = digestInputs({ a: { ...file("a"), metadata: pulumi.output("late") } });
    assert.deepEqual([Object.keys(digests), lines], [["a"], undefined]);
  });

  it("are none without files and without a state", () => {
    assert.deepEqual(digestsIn(digestInputs({})), new Map());
    assert.deepEqual(digestsIn(undefined), new Map());
    assert.deepEqual(digestsIn({ digests: Symbol("encrypted") }), new Map());
  });

  it("have 128 bits, the first ones of longer digests", () => {
    assert.equal(Buffer.from(short("index"), "base64url").toString("hex"), sha256("index").slice(0, 32));
    assert.deepEqual(digestsIn({ digests: { "192.0.2.0/24": "BLOCK" } }), new Map([["192.0.2.0/24", "BLOCK"]]));
  });

  it("include metadata and the time to live", () => {
    assert.deepEqual(readDigest("v, metadata m, time to live 60"), { value: "v", metadata: "m", timeToLive: 60 });
    assert.deepEqual(readDigest("v"), { value: "v" });
  });
});
