/**
 * Text of others, one function for each place where it is shown: names, keys and values of a project under review, and
 * what its build and policies say. None of it can be taken for anything but text there.
 */
import { stripVTControlCharacters } from "node:util";
import { visibleLine, visibleText } from "pulumi-fastly-compute/internal";

/** On a terminal, one line: a name, a key, a value. */
export function terminalLine(text: string): string {
  return visibleLine(text);
}

/** On a terminal, with lines of its own. Programs that colour their output may; the colours are taken off. */
export function terminalText(text: string): string {
  return visibleText(stripVTControlCharacters(text)).trimEnd();
}

/**
 * In Markdown, one line, as a code span: in a table as well, where a bar needs an uneven number of backslashes to be one,
 * even in code.
 */
export function markdownCode(text: string): string {
  const line = visibleLine(text).replace(/\\+\|?|\|/g, (run) =>
    run.endsWith("|") ? `${run.slice(0, -1)}${run.length % 2 === 0 ? "\\\\" : "\\"}|` : run,
  );
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = /^[` ]|[` ]$/.test(line) || line === "" ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** In Markdown, as a block of code. */
export function markdownBlock(text: string): string {
  const lines = visibleText(text);
  const fence = "`".repeat(Math.max(3, longestRun(lines) + 1));
  return `${fence}text\n${lines}\n${fence}`;
}

/** In Markdown, one paragraph of prose, in a table as well: no markup, no HTML, no mention, no link, no formula. */
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
  // An empty comment parts what would be a link or a mention.
  ":": ":<!-- -->",
  ".": "<!-- -->.",
  "@": "@<!-- -->",
  "\n": "<br>",
};

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** In HTML, as text or in the quotes of an attribute. */
export function htmlText(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** In HTML that GitHub shows: as code unless it is plainly a name, as nobody is to be mentioned by it, and nothing linked. */
export function htmlCode(text: string): string {
  const line = htmlText(visibleLine(text));
  return /^(?!.*(:\/\/|www\.))[\w:./-]*$/i.test(line) ? line : `<code>${line}</code>`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
