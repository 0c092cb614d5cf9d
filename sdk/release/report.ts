import { visibleLine } from "../system/visible";

/** The result of one check. */
export interface CheckedRow {
  check: string;
  /** `staging network` or `live`. */
  where: string;
  outcome: string;
  took: string;
}

/** The result of a release, for people who read no log. */
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

/** A release as Markdown: a heading, its checks as a table, and why it failed. */
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

/** A text for a table cell, with its Markdown and HTML escaped. */
function cell(text: string): string {
  const lines = text.split("\n").map((line) => visibleLine(line.trim()));
  return lines
    .map((line) => line.replace(SPECIAL, "\\$&").replaceAll("<", "&lt;").replace(MENTION, "$&<!-- -->"))
    .join("<br>");
}

/** Characters with a meaning in Markdown. */
const SPECIAL = /[\\`*_[\]|~]/g;
/**
 * The first characters of GitHub's mentions of people and issues. A comment behind such a character prevents the
 * mention.
 */
const MENTION = /[@#]/g;
