import { stripVTControlCharacters } from "node:util";

/** The colours of the Pulumi CLI, by what they say. */
export type Style = keyof typeof CODES;

/** Gives `text` a style, or returns it as it is where colours are off. */
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

/** The number of terminal cells that `text` takes; everything printed in a table is one cell per character. */
export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** Cuts `text` after `width` cells, colours intact. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) {
    return text;
  }
  let cells = 0;
  let result = "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  for (const [piece] of text.matchAll(/\x1b\[[0-9;]*m|./gsu)) {
    const isEscape = piece.startsWith("\x1b");
    if (isEscape || cells < width) {
      result += piece;
      cells += isEscape ? 0 : 1;
    }
  }
  return result;
}

/** Text of a program or a build, made fit for a terminal: no escape sequences, and no carriage returns but the last. */
export function sanitize(message: string): string {
  return stripVTControlCharacters(message)
    .split("\n")
    .map((line) => line.replace(/\r+$/, "").replace(/^.*\r/, "").replaceAll("\t", "    "))
    .join("\n")
    .trimEnd();
}
