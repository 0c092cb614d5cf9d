import { linesOutsideBlocks } from "./blocks";

/** A sentence of a document or a comment. */
export interface Sentence {
  /** The place of its start: `README.md:27`. */
  place: string;
  text: string;
  words: number;
}

/** The sentences of a document: paragraphs, items of lists, headings and cells of tables. */
export function sentencesOfDocument(document: string): Sentence[] {
  return sentencesOf(document, linesOutsideBlocks(document));
}

/** The sentences of the comments of a file of TypeScript. */
export function sentencesOfComments(file: string, text: string): Sentence[] {
  let inside = false;
  const lines = text.split("\n").map((line) => {
    const [, words] = /^\s*(?:\/\*\*?|\*(?!\/)|\/\/)(.*)$/.exec(line) ?? [];
    const begins = /^\s*\/\*/.test(line);
    const isComment = begins || inside || /^\s*\/\//.test(line);
    inside = (inside || begins) && !line.includes("*/");
    // The text after a tag is a paragraph of its own. An example is no prose.
    return isComment ? (words ?? "").replace("*/", "").replace(/^\s*@\w+( (?=[a-z]\w* )\w+)?/, "\n") : "";
  });
  return sentencesOf(file, lines);
}

/** The titles of the tests in a file: those in calls, and those that rows of tables have as `title` or `what`. */
export function titlesOf(file: string, text: string): Sentence[] {
  const pattern = /\b(?:(?:it|describe|describeOnEachEngine|scenario)\(|title:|what:)\s*(["'`])(.*?)(?<!\\)\1/gs;
  return [...text.matchAll(pattern)].map(({ 2: title = "", index }) => ({
    place: `${file}:${text.slice(0, index).split("\n").length}`,
    text: title,
    words: title.split(/\s+/).length,
  }));
}

function sentencesOf(file: string, lines: readonly string[]): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 1;
  let paragraph = "";
  const close = () => {
    for (const text of splitted(paragraph)) {
      sentences.push({ place: `${file}:${start}`, text, words: text.split(/\s+/).length });
    }
    paragraph = "";
  };
  for (const [index, line] of lines.entries()) {
    const isRow = /^\s*\|/.test(line);
    if (line.trim() === "" || isRow || /^\s*([-*] |\d+\. |#|<|\n)/.test(line)) {
      close();
      start = index + 1;
    }
    for (const part of isRow ? line.split(/(?<!\\)\|/) : [line]) {
      paragraph += ` ${part.replace(/^\s*([-*]|\d+\.|#+) /, "")}`;
      if (isRow) {
        close();
      }
    }
  }
  close();
  return sentences;
}

/** Code and links count as one word each, as they are read at a glance. */
function splitted(paragraph: string): string[] {
  const plain = paragraph
    .replace(/`[^`]*`/g, "code")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]+>|\*\*/g, "")
    .trim();
  return plain.split(/(?<=[.!?:][)"]?)\s+(?=\S)/).filter((text) => /\w/.test(text));
}
