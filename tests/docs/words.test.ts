import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourcesIn } from "../support/sourceFiles";
import { documents, ROOT } from "./blocks";
import { type Sentence, sentencesOfComments, sentencesOfDocument, titlesOf } from "./sentences";

/** A longer sentence is read twice. */
const MOST_WORDS = 20;

/** How many longer sentences there may be. The budget is for texts that are written meanwhile, and never grows. */
const LEFT = 2;

/** The folders with comments to check. */
const FOLDERS = ["bench", "local", "scripts", "sdk", "tests"];

/** Turns of phrase that put the subject last, or leave it out. A reader in a hurry stumbles over each of them. */
const INVERTED =
  /\bof (which|whom)\b|\bsuch as (has|is)\b|\bwho then\b|\bthat which\b|\bas well is\b|\b(is|are) told\b/i;

const MADE = /^docs\/(api\/|errors\.md)|^CHANGELOG\.md/;

describe("sentences", () => {
  const inverted = (sentences: Sentence[]) => sentences.filter(({ text }) => INVERTED.test(text));
  const ofDocuments = documents()
    .filter((document) => !MADE.test(document))
    .flatMap(sentencesOfDocument);
  const long = (sentences: Sentence[]) => sentences.filter(({ words }) => words > MOST_WORDS);
  const told = (sentences: Sentence[]) =>
    sentences.map(({ place, words, text }) => `${place} (${words}) ${text}`).join("\n");

  it("of documents are short", () => {
    const found = long(ofDocuments);
    assert.ok(found.length <= LEFT, told(found));
  });

  it("of documents begin with their subject", () => {
    assert.equal(told(inverted(ofDocuments)), "");
  });

  for (const folder of FOLDERS) {
    const comments = sourcesIn(folder, /\.[jt]s$/).flatMap((file) =>
      sentencesOfComments(join(folder, file), readFileSync(join(ROOT, folder, file), "utf8")),
    );

    it(`of comments in ${folder} are short`, () => {
      const found = long(comments);
      assert.ok(found.length <= LEFT, told(found));
    });

    it(`of comments in ${folder} begin with their subject`, () => {
      assert.equal(told(inverted(comments)), "");
    });
  }

  it("in titles of tests begin with their subject", () => {
    const titles = sourcesIn("tests").flatMap((file) =>
      titlesOf(join("tests", file), readFileSync(join(ROOT, "tests", file), "utf8")),
    );
    assert.ok(titles.length > 2_000, String(titles.length));
    assert.equal(told(inverted(titles)), "");
  });

  it("are recognized in paragraphs, lists, tables and comments", () => {
    const words = (text: string) => sentencesOfComments("a.ts", text).map(({ words }) => words);
    assert.deepEqual(words("/** One two. Three `four five` [six seven](url)! */"), [2, 4]);
    assert.deepEqual(
      words("const a = 1; // no\n// one two\n// three\n/**\n * four\n *\n * @param it five six\n */"),
      [3, 1, 2],
    );
    assert.deepEqual(words('const text = "one two three";'), []);
  });

  it("are recognized in titles of tests", () => {
    const titles = (text: string) => titlesOf("a.ts", text).map(({ place, text }) => [place, text]);
    assert.deepEqual(titles('describe("one", () => {\n  it(\n    `two "three"`,\n'), [
      ["a.ts:1", "one"],
      ["a.ts:2", 'two "three"'],
    ]);
    assert.deepEqual(titles('{ title: "one \\"two\\"", what: 3 }; visit("four");'), [["a.ts:1", 'one \\"two\\"']]);
  });
});
