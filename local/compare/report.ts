import { markdownBlock, markdownCode, terminalLine, terminalText } from "../foreignText";
import type { Answered, Difference } from "./differences";

/** The outcome of one request. */
export interface Compared {
  name: string;
  base: Answered;
  head: Answered;
  differences: Difference[];
}

/** Whether neither side answers, which says nothing about the change. */
export function hasNoAnswer({ base, head }: Pick<Compared, "base" | "head">): boolean {
  return base.status === undefined && head.status === undefined;
}

/** The outcome in a few words. */
function outcomeOf(compared: Compared): string {
  return hasNoAnswer(compared) ? "no answer" : compared.differences.length === 0 ? "same" : "different";
}

/** A comparison as text for a terminal. */
export function renderText(all: readonly Compared[]): string {
  const rows = all.map((compared) => {
    const { name, base, head, differences } = compared;
    return [
      `${outcomeOf(compared).padEnd(9)}  ${terminalLine(name)} (${base.tookMs} → ${head.tookMs} ms)`,
      ...(hasNoAnswer(compared) ? [lines(" ", base.failure ?? "").trimEnd()] : []),
      ...differences.map(({ what, base, head }) =>
        `  ${terminalLine(what)}\n${lines("-", base)}${lines("+", head)}`.trimEnd(),
      ),
    ].join("\n");
  });
  return `${[...rows, "", verdictOf(all)].join("\n")}\n`;
}

/** The same as Markdown, for a pull request's comment. */
export function renderComparison(all: readonly Compared[]): string {
  const table = all.map((compared) => {
    const { name, base, head, differences } = compared;
    const what = differences.map((difference) => markdownCode(difference.what)).join(", ");
    const failure = hasNoAnswer(compared) ? `no answer: ${markdownCode(base.failure ?? "")}` : "same";
    return `| ${markdownCode(name)} | ${what || failure} | ${base.tookMs} → ${head.tookMs} ms |`;
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
  const silent = all.filter(hasNoAnswer).length;
  const answered = all.length - silent;
  const verdict =
    different === 0
      ? answered === 0
        ? []
        : [`${silent === 0 ? "All" : `${answered} of`} ${all.length} requests have the same answer.`]
      : [`${different} of ${all.length} requests have a different answer.`];
  const none = `${silent} of ${all.length} requests ${silent === 1 ? "has" : "have"} no answer from either side.`;
  return [...verdict, ...(silent === 0 ? [] : [none])].join(" ");
}

function lines(sign: string, text: string): string {
  return text === ""
    ? ""
    : `${terminalText(text)
        .split("\n")
        .map((line) => `    ${sign} ${line}`)
        .join("\n")}\n`;
}
