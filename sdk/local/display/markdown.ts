import type { StepEvent, StepOp } from "../engine/events";
import { urnName, urnType } from "../engine/urn";
import type { Value } from "../engine/value";
import type { RunResult } from "../stack";
import { type Change, changesOf, compare, isInternal } from "./changes";
import { addSecret, mask } from "./mask";
import { isChange, type Model, modelOf } from "./model";
import { displayType } from "./names";
import { isReplacement, OPS } from "./ops";
import { formatValue, isEmpty } from "./properties";
import { verdictOf } from "./sections";

/** What a report shows. */
export interface MarkdownOptions {
  /** Texts that must never be shown: the values of secret configuration. */
  secrets?: Iterable<string>;
}

/** GitHub takes 65,536 characters. */
const LONGEST_COMMENT = 60_000;

/** A run as a comment on a pull request: what changes, old value and new, policies, messages, outputs. */
export function renderMarkdown(result: RunResult, options: MarkdownOptions = {}): string {
  const secrets = new Set<string>();
  for (const secret of options.secrets ?? []) {
    addSecret(secret, secrets);
  }
  const model = modelOf(result.events, secrets);
  const shown = model.steps.filter(isShown);
  const render = (details: string[]) =>
    [
      `### ${titleOf(model, result)}`,
      countsOf(result),
      policiesOf(model),
      errorsOf(model),
      changeTable(shown),
      ...details,
      outputsOf(model),
    ]
      .filter((part) => part !== "")
      .join("\n\n");
  const report = render(shown.map((step) => detailsOf(model, step)));
  return `${report.length > LONGEST_COMMENT ? render(["The values are left out: they are too many for a comment."]) : report}\n`;
}

function titleOf({ operation, project, stack }: Model, result: RunResult): string {
  const what = { preview: "Preview", up: "Update", refresh: "Refresh", destroy: "Destroy" }[operation];
  return `${result.ok ? "" : "❌ "}${what} of ${code(`${project}/${stack}`)}${result.ok ? "" : " failed"}`;
}

function countsOf({ changes, operation }: RunResult): string {
  const counts = (Object.keys(OPS) as StepOp[])
    .filter((op) => (changes[op] ?? 0) > 0 && op !== "same" && op !== "read" && op !== "discard")
    .map((op) => `**${changes[op]}** ${operation === "preview" ? `to ${op}` : OPS[op].counted}`);
  const unchanged = changes.same ? [`${changes.same} unchanged`] : [];
  return counts.length === 0 ? "No changes." : `${[...counts, ...unchanged].join(", ")}.`;
}

function isShown(step: StepEvent): boolean {
  return isChange(step) && (!isReplacement(step.op) || step.op === "replace");
}

function changeTable(steps: StepEvent[]): string {
  const rows = steps.map((step) => {
    const keys = [...(changesOf(step)?.properties.keys() ?? step.diffs ?? [])].map(code);
    const failed = step.phase === "failed" ? " **failed**" : "";
    const cells = [`${code(OPS[step.op].prefix.trim())} ${step.op}${failed}`, code(displayType(step.type))];
    return row([...cells, code(step.name), step.op === "create" ? "" : keys.join(" ")]);
  });
  return rows.length === 0 ? "" : [row(["Change", "Type", "Name", "Properties"]), row(RULE(4)), ...rows].join("\n");
}

/** Old and new value of each property, folded away. */
function detailsOf(model: Model, step: StepEvent): string {
  const lines = valuesOf(step).map(([path, old, now]) =>
    row([code(path), cellOf(old, model.secrets), cellOf(now, model.secrets)]),
  );
  if (lines.length === 0) {
    return "";
  }
  const summary = `${OPS[step.op].prefix.trim()} ${displayType(step.type)} ${step.name}`;
  const table = [row(["Property", "Old", "New"]), row(RULE(3)), ...lines].join("\n");
  return `<details><summary>${escapeHtml(summary)}</summary>\n\n${table}\n\n</details>`;
}

type PropertyRow = [path: string, old: Value | undefined, now: Value | undefined];

function valuesOf(step: StepEvent): PropertyRow[] {
  if (step.op === "create" || step.op === "delete") {
    const isCreate = step.op === "create";
    return Object.entries((isCreate ? step.new?.inputs : step.old?.inputs) ?? {})
      .filter(([key, value]) => !isInternal(key) && !isEmpty(value))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => (isCreate ? [key, undefined, value] : [key, value, undefined]));
  }
  const change = changesOf(step);
  return change === undefined ? [] : leavesOf(change, "");
}

function leavesOf(change: Change, path: string): PropertyRow[] {
  switch (change.kind) {
    case "add":
      return [[path, undefined, change.value]];
    case "delete":
      return [[path, change.value, undefined]];
    case "update":
      return [[path, change.old, change.new]];
    case "array":
      return [...change.elements].flatMap(([index, element]) => leavesOf(element, `${path}[${index}]`));
    case "object":
      return [...change.properties].flatMap(([key, property]) => leavesOf(property, join(path, key)));
  }
}

function join(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) {
    return `${path}[${JSON.stringify(key)}]`;
  }
  return path === "" ? key : `${path}.${key}`;
}

function policiesOf(model: Model): string {
  const passed = [...model.packs]
    .sort()
    .filter((pack) => !model.violations.some(({ policyPack }) => policyPack === pack));
  const rows = model.violations.map((violation) => {
    const { level, policyPack, policy, urn, message } = violation;
    const where = urn === undefined ? "" : `${code(displayType(urnType(urn)))} ${code(urnName(urn))}`;
    const text = escapeText(mask(message, model.secrets)).replaceAll("\n", "<br>");
    return row([`${verdictOf([violation])} ${level}`, code(`${policyPack}: ${policy}`), where, text]);
  });
  const table = rows.length === 0 ? [] : [row(["Level", "Policy", "Resource", "Message"]), row(RULE(4)), ...rows];
  const parts = [passed.map((pack) => `✅ ${code(pack)}: nothing to object to.`).join("\n"), table.join("\n")];
  const filled = parts.filter((part) => part !== "");
  return filled.length === 0 ? "" : ["#### Policies", ...filled].join("\n\n");
}

function errorsOf(model: Model): string {
  const blocks = [...model.rows.values()].flatMap((each) => {
    const texts = each.messages
      .filter(({ severity }) => severity === "error" || severity === "warning")
      .map(({ severity, message }) => `${severity}: ${mask(message, model.secrets)}`);
    return texts.length === 0
      ? []
      : [`${code(displayType(each.type))} ${code(each.name)}\n\n${codeBlock(texts.join("\n"))}`];
  });
  return blocks.length === 0 ? "" : ["#### Diagnostics", ...blocks].join("\n\n");
}

function outputsOf(model: Model): string {
  const change = compare(model.outputs?.old ?? {}, model.outputs?.outputs ?? {});
  if (change === undefined) {
    return "";
  }
  const rows = leavesOf(change, "").map(([path, old, now]) =>
    row([code(path), cellOf(old, model.secrets), cellOf(now, model.secrets)]),
  );
  return ["#### Outputs", "", row(["Output", "Old", "New"]), row(RULE(3)), ...rows].join("\n");
}

function cellOf(value: Value | undefined, secrets: ReadonlySet<string>): string {
  return value === undefined ? "" : code(formatValue(value, secrets));
}

const RULE = (columns: number) => Array<string>(columns).fill("---");

function row(cells: string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A code span that holds `text` whatever is in it, in a table as well, where even code must escape the bar. */
function code(text: string): string {
  const fence = "`".repeat(longestRun(text) + 1);
  const pad = text.startsWith("`") || text.endsWith("`") || text === "" ? " " : "";
  return `${fence}${pad}${text.replaceAll("|", "\\|").replaceAll("\n", " ")}${pad}${fence}`;
}

function codeBlock(text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Prose that is shown as it is: no markup, no HTML, no mention of a user, no link to an issue. */
function escapeText(text: string): string {
  return escapeHtml(text)
    .replace(/[\\`*_{}[\]()#+!|~>-]/g, (character) => `\\${character}`)
    .replaceAll("@", "@<!-- -->");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
