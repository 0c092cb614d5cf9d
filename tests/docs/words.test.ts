import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { documents, ROOT } from "./blocks";
import { type Sentence, sentencesOfComments, sentencesOfDocument } from "./sentences";

/** A sentence of more words is read twice. Who reads comments has the code beside them. */
const MOST_WORDS = { documents: 20, sdk: 25, local: 25 };

/** How many longer ones there may be. The budget is for what is written meanwhile: it only ever becomes smaller. */
const LEFT = { documents: 2, sdk: 2, local: 2 };

const MADE = /^docs\/(api\/|errors\.md)|^CHANGELOG\.md/;

describe("sentences", () => {
  const long = (sentences: Sentence[], most: number) => sentences.filter(({ words }) => words > most);
  const told = (sentences: Sentence[]) =>
    sentences.map(({ place, words, text }) => `${place} (${words}) ${text}`).join("\n");

  it("of documents are short", () => {
    const found = long(
      documents()
        .filter((document) => !MADE.test(document))
        .flatMap(sentencesOfDocument),
      MOST_WORDS.documents,
    );
    assert.ok(found.length <= LEFT.documents, told(found));
  });

  for (const folder of ["sdk", "local"] as const) {
    it(`of comments in ${folder} are short`, () => {
      const found = long(
        readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
          .filter((file) => file.endsWith(".ts") && !/(^|\/)(dist|node_modules)\//.test(file))
          .sort()
          .flatMap((file) => sentencesOfComments(join(folder, file), readFileSync(join(ROOT, folder, file), "utf8"))),
        MOST_WORDS[folder],
      );
      assert.ok(found.length <= LEFT[folder], told(found));
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
