import { visibleLine } from "../system/visible";

/** What became of one check. */
export interface CheckedRow {
  check: string;
  /** `staging network` or `live`. */
  where: string;
  outcome: string;
  took: string;
}

/** What a release has come to, for people who read no log. */
export interface ReleaseReport {
  /** The component's name. */
  component: string;
  version: number;
  /** Where the service answers. */
  url: string;
  checks: readonly CheckedRow[];
  /** Why the run fails; undefined when all is well. */
  problem: string | undefined;
}

/** A release as Markdown: a heading, its checks as a table, and why it has failed. */
export function reportText({ component, version, url, checks, problem }: ReleaseReport): string {
  const outcome = problem === undefined ? `version ${version} is live` : `version ${version} was not released`;
  const [summary = "", ...details] = (problem ?? "").split("\n");
  const lines = [
    `### ${cell(component)}: ${outcome}`,
    "",
    `<${visibleLine(url)}>`,
    ...(checks.length === 0 ? [] : ["", ...table(checks)]),
    ...(problem === undefined ? [] : ["", cell(summary), ...details.map((line) => `- ${cell(line.trim())}`)]),
  ];
  return `${lines.join("\n")}\n\n`;
}

function table(checks: readonly CheckedRow[]): string[] {
  const rows = checks.map(({ check, where, outcome, took }) => [check, where, outcome, took].map(cell));
  return [["Check", "Where", "Outcome", "Took"], ["---", "---", "---", "---"], ...rows].map(
    (row) => `| ${row.join(" | ")} |`,
  );
}

/** A text as it is, whatever Markdown or HTML it looks like. */
function cell(text: string): string {
  const lines = text.split("\n").map((line) => visibleLine(line.trim()));
  return lines
    .map((line) => line.replace(SPECIAL, "\\$&").replaceAll("<", "&lt;").replace(MENTION, "$&<!-- -->"))
    .join("<br>");
}

/** What Markdown takes for more than a character. */
const SPECIAL = /[\\`*_[\]|~]/g;
/** What a mention of a person or an issue begins with at GitHub: a comment behind it makes it none. */
const MENTION = /[@#]/g;
