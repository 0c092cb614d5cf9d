import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { documents, ROOT } from "./blocks";
import { type Sentence, sentencesOfComments, sentencesOfDocument } from "./sentences";

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
  const long = (sentences: Sentence[]) => sentences.filter(({ words }) => words > MOST_WORDS);
  const told = (sentences: Sentence[]) =>
    sentences.map(({ place, words, text }) => `${place} (${words}) ${text}`).join("\n");

  it("of documents are short", () => {
    const found = long(
      documents()
        .filter((document) => !MADE.test(document))
        .flatMap(sentencesOfDocument),
    );
    assert.ok(found.length <= LEFT, told(found));
  });

  it("of documents begin with their subject", () => {
    const found = documents()
      .filter((document) => !MADE.test(document))
      .flatMap(sentencesOfDocument)
      .filter(({ text }) => INVERTED.test(text));
    assert.equal(told(found), "");
  });

  for (const folder of FOLDERS) {
    const comments = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.[jt]s$/.test(file) && !/(^|\/)(dist|node_modules)\//.test(file))
      .sort()
      .flatMap((file) => sentencesOfComments(join(folder, file), readFileSync(join(ROOT, folder, file), "utf8")));

    it(`of comments in ${folder} are short`, () => {
      const found = long(comments);
      assert.ok(found.length <= LEFT, told(found));
    });

    it(`of comments in ${folder} begin with their subject`, () => {
      assert.equal(told(comments.filter(({ text }) => INVERTED.test(text))), "");
    });
  }

  it("are told apart, in paragraphs, lists, tables and comments", () => {
    const words = (text: string) => sentencesOfComments("a.ts", text).map(({ words }) => words);
    assert.deepEqual(words("/** One two. Three `four five` [six seven](url)! */"), [2, 4]);
    assert.deepEqual(
      words("const a = 1; // no\n// one two\n// three\n/**\n * four\n *\n * @param it five six\n */"),
      [3, 1, 2],
    );
    assert.deepEqual(words('const text = "one two three";'), []);
  });
});
