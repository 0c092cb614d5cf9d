import { stripVTControlCharacters } from "node:util";

/** The colours of the Pulumi CLI, by meaning. */
export type Style = keyof typeof CODES;

/** Gives `text` a style. Returns the text unchanged when colours are off. */
export type Paint = (style: Style, text: string) => string;

const CODES = {
  plain: "",
  headline: "\x1b[95m\x1b[1m",
  header: "\x1b[4m\x1b[94m",
  resource: "\x1b[94m",
  bold: "\x1b[1m",
  dim: "\x1b[90m",
  error: "\x1b[31m",
  warning: "\x1b[33m",
  info: "\x1b[35m",
  create: "\x1b[32m",
  update: "\x1b[33m",
  delete: "\x1b[31m",
  replace: "\x1b[95m",
  createReplacement: "\x1b[92m",
  deleteReplaced: "\x1b[91m",
  read: "\x1b[96m",
};

export const inColor: Paint = (style, text) =>
  style === "plain" || text === "" ? text : `${CODES[style]}${text}\x1b[0m`;

export const withoutColor: Paint = (_style, text) => text;

/** Characters with a width of two cells, and characters without width. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const NARROWEST = /\p{M}/u;

/** The width of `text` in terminal cells, without colours. */
export function widthOf(text: string): number {
  let cells = 0;
  for (const character of stripVTControlCharacters(text)) {
    cells += cellsOf(character);
  }
  return cells;
}

function cellsOf(character: string): number {
  return character < "\u0300" ? 1 : WIDE.test(character) ? 2 : NARROWEST.test(character) ? 0 : 1;
}

/** Cuts `text` after `width` cells, and keeps its colours. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) {
    return text;
  }
  let cells = 0;
  let result = "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  for (const [piece] of text.matchAll(/\x1b\[[0-9;]*m|./gsu)) {
    const isEscape = piece.startsWith("\x1b");
    const needed = isEscape ? 0 : cellsOf(piece);
    if (isEscape || cells + needed <= width) {
      result += piece;
      cells += needed;
    } else {
      // A narrower character after the one that did not fit must not take its place.
      cells = width;
    }
  }
  return result;
}
