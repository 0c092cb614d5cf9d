import { markdownBlock, markdownCode, terminalLine, terminalText } from "../foreignText";
import type { Answered, Difference } from "./differences";

/** What came of one request. */
export interface Compared {
  name: string;
  base: Answered;
  head: Answered;
  differences: Difference[];
}

/** A comparison as text for a terminal. */
export function renderText(all: readonly Compared[]): string {
  const rows = all.map(({ name, base, head, differences }) =>
    [
      `${differences.length === 0 ? "same     " : "different"}  ${terminalLine(name)} (${base.tookMs} → ${head.tookMs} ms)`,
      ...differences.map(({ what, base, head }) =>
        `  ${terminalLine(what)}\n${lines("-", base)}${lines("+", head)}`.trimEnd(),
      ),
    ].join("\n"),
  );
  return `${[...rows, "", verdictOf(all)].join("\n")}\n`;
}

/** The same as Markdown, for a pull request's comment. */
export function renderComparison(all: readonly Compared[]): string {
  const table = all.map(({ name, base, head, differences }) => {
    const what = differences.map((difference) => markdownCode(difference.what)).join(", ");
    return `| ${markdownCode(name)} | ${what || "same"} | ${base.tookMs} → ${head.tookMs} ms |`;
  });
  const details = all
    .filter(({ differences }) => differences.length > 0)
    .map(({ name, differences }) =>
      [
        `#### ${markdownCode(name)}`,
        ...differences.map(
          ({ what, base, head }) =>
            `${markdownCode(what)}\n\n${markdownBlock(`${lines("-", base)}${lines("+", head)}`.trimEnd())}`,
        ),
      ].join("\n\n"),
    );
  return `${["### What the change does", verdictOf(all), ["| Request | Differs | Took |", "| --- | --- | --- |", ...table].join("\n"), ...details].join("\n\n")}\n`;
}

function verdictOf(all: readonly Compared[]): string {
  const different = all.filter(({ differences }) => differences.length > 0).length;
  return different === 0
    ? `All ${all.length} requests are answered alike.`
    : `${different} of ${all.length} requests are answered otherwise.`;
}

function lines(sign: string, text: string): string {
  return text === ""
    ? ""
    : `${terminalText(text)
        .split("\n")
        .map((line) => `    ${sign} ${line}`)
        .join("\n")}\n`;
}
