import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CHECKS, FOUND_WHERE_READ, PHASES } from "../sdk/checks/table";
import { examples } from "./errorsPage";

/** The page with the table of the checks that refuse a run. */
export const CHECKS_PAGE = resolve(__dirname, "../docs/reference/checks.md");

const BEGIN = "<!-- The table of checks: made by `npm run docs:checks` from sdk/checks/table.ts. Do not edit. -->\n";
const END = "<!-- End of the table of checks. -->\n";

interface Row {
  name: string;
  when: string;
  outcome: string;
  how: string;
}

/** The page with the table's present rows. */
export function pageWithChecks(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error("The page has no place for the table of checks");
  }
  return before + BEGIN + checksTable() + END + after;
}

function checksTable(): string {
  const catalogued = new Set([...examples().values()].flat(2).map(({ code }) => code));
  const seen = new Set<string>();
  const line = ({ name, when, outcome, how }: Row) =>
    `| ${catalogued.has(name) ? `[${when}](../errors.md#${name})` : when} | ${outcome} | ${how} |`;
  const phases = PHASES.map(([title, lists], index) => {
    const checks = lists.flatMap((list): readonly Row[] => CHECKS[list]);
    const rows = [...(index === 0 ? FOUND_WHERE_READ : []), ...checks].filter(
      ({ name }) => !seen.has(name) && seen.add(name),
    );
    return `\n**${title}**\n\n| When | What happens | How to go on |\n| --- | --- | --- |\n${rows.map(line).join("\n")}\n`;
  });
  return `${phases.join("")}\n`;
}

if (require.main === module) {
  writeFileSync(CHECKS_PAGE, pageWithChecks(readFileSync(CHECKS_PAGE, "utf8")));
}
