/**
 * Makes foreign text safe, with one function for each place where it is shown. Foreign text is the names, keys and
 * values of a project under review, and the output of its build and policies. Such text must never act as anything but
 * text.
 */
import { stripVTControlCharacters } from "node:util";
import { visibleLine, visibleText } from "pulumi-fastly-compute/internal";

/** For a terminal, on one line: a name, a key, a value. */
export function terminalLine(text: string): string {
  return visibleLine(text);
}

/** For a terminal, with several lines. Programs may colour their output, and the colours are removed. */
export function terminalText(text: string): string {
  return visibleText(stripVTControlCharacters(text)).trimEnd();
}

/**
 * For Markdown, on one line, as a code span. It also works in a table, where a bar needs an odd number of backslashes
 * before it, even in code.
 */
export function markdownCode(text: string): string {
  const line = visibleLine(text).replace(/\\+\|?|\|/g, (run) =>
    run.endsWith("|") ? `${run.slice(0, -1)}${run.length % 2 === 0 ? "\\\\" : "\\"}|` : run,
  );
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = /^[` ]|[` ]$/.test(line) || line === "" ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** For Markdown, as a code block. */
export function markdownBlock(text: string): string {
  const lines = visibleText(text);
  const fence = "`".repeat(Math.max(3, longestRun(lines) + 1));
  return `${fence}text\n${lines}\n${fence}`;
}

/** For Markdown, as one paragraph of prose, also in a table: no markup, HTML, mention, link or formula. */
export function markdownText(text: string): string {
  return visibleText(text).replace(
    /[&<>\\`*_{}[\]()#+!|~$@-]|:(?=\/\/)|(?<=www)\.|\n/gi,
    (character) => PROSE[character] ?? `\\${character}`,
  );
}

const PROSE: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  $: "&#36;",
  // An empty comment splits a link or a mention.
  ":": ":<!-- -->",
  ".": "<!-- -->.",
  "@": "@<!-- -->",
  "\n": "<br>",
};

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** For HTML, as text or in the quotes of an attribute. */
export function htmlText(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/**
 * For HTML that GitHub shows. It is code unless it is plainly a name, so that it mentions nobody and links to nothing.
 */
export function htmlCode(text: string): string {
  const line = htmlText(visibleLine(text));
  return /^(?!.*(:\/\/|www\.))[\w:./-]*$/i.test(line) ? line : `<code>${line}</code>`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
