import type { StepEvent, StepOp } from "../engine/events";
import { urnName, urnType } from "../engine/urn";
import { Secret, Unknown, type Value } from "../engine/value";
import { htmlCode, markdownBlock, markdownCode, markdownText } from "../foreignText";
import type { RunResult } from "../stack";
import { type Change, changesOf, compare } from "./changes";
import { changedLines, firstLines } from "./lines";
import { mask } from "./mask";
import { isChange, type Model, madeUpAnswers, modelOf } from "./model";
import { displayType, NOT_SIMULATED } from "./names";
import { isReplacement, OPS } from "./ops";
import { formatKey, formatValue, isEmpty } from "./properties";
import { cut, everything, type Room } from "./room";
import { verdictOf } from "./sections";

/** The options of a report. */
export interface MarkdownOptions {
  /** Texts that must never be shown: the values of secret configuration. */
  secrets?: Iterable<string>;
}

/** GitHub's limit is 65,536 characters. */
const LONGEST_COMMENT = 60_000;

/** The room for each part in characters, when the whole report is too long. */
const ROOM = { policies: 14_000, diagnostics: 14_000, changes: 20_000, outputs: 8_000 };

const NO_VALUES = "The values are left out because they are too long for a comment.";
const INCOMPLETE =
  "⚠️ **This report is not complete:** the run is too large for a comment. The report says where something is left out; `--diff` shows everything.";

/** A run as a comment on a pull request: changes with old and new values, policies, messages, outputs. */
export function renderMarkdown(result: RunResult, options: MarkdownOptions = {}): string {
  const model = modelOf(result.events, options.secrets);
  const shown = model.steps.filter(isShown);
  const render = (details: string[], room: Record<keyof typeof ROOM, Room>, notice = "") =>
    [
      `### ${titleOf(model, result)}`,
      notice,
      countsOf(result),
      policiesOf(model, room.policies),
      errorsOf(model, room.diagnostics),
      changeTable(shown, room.changes),
      ...details,
      madeUpOf(model),
      outputsOf(model, room.outputs),
    ]
      .filter((part) => part !== "")
      .join("\n\n");
  const whole = { policies: everything, diagnostics: everything, changes: everything, outputs: everything };
  const fits = (text: string) => text.length <= LONGEST_COMMENT;
  const values = shown.map((step) => detailsOf(model, step));
  const complete = render(values, whole);
  if (fits(complete)) {
    return `${complete}\n`;
  }
  const withoutValues = render([NO_VALUES], whole);
  if (fits(withoutValues)) {
    return `${withoutValues}\n`;
  }
  const { policies, diagnostics, changes, outputs } = ROOM;
  const short = {
    policies: cut(policies),
    diagnostics: cut(diagnostics),
    changes: cut(changes),
    outputs: cut(outputs),
  };
  return `${render([NO_VALUES], short, INCOMPLETE)}\n`;
}

function titleOf({ operation, project, stack }: Model, result: RunResult): string {
  const what = { preview: "Preview", up: "Update", refresh: "Refresh", destroy: "Destroy" }[operation];
  return `${result.ok ? "" : "❌ "}${what} of ${markdownCode(shortened(`${project}/${stack}`))}${result.ok ? "" : " failed"}`;
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

/** Answers without a row in the table. */
function madeUpOf(model: Model): string {
  const asked = madeUpAnswers(model);
  const more = asked.length > MOST_ASKED ? ` and ${asked.length - MOST_ASKED} more` : "";
  const names = asked.slice(0, MOST_ASKED).map(nameOf).join(", ");
  return asked.length === 0 ? "" : `Read ${NOT_SIMULATED}: ${names}${more}.`;
}

const MOST_ASKED = 40;

const MOST_KEYS = 40;

/** When there is not enough room, changes of existing resources come first. */
function changeTable(steps: StepEvent[], room: Room): string {
  const rows = steps.map((step) => {
    const changed = [...(changesOf(step)?.properties.keys() ?? step.diffs ?? [])];
    const more = changed.length > MOST_KEYS ? [`and ${changed.length - MOST_KEYS} more`] : [];
    const keys = [...changed.slice(0, MOST_KEYS).map(nameOf), ...more];
    const failed = step.phase === "failed" ? " **failed**" : "";
    const cells = [`${markdownCode(OPS[step.op].prefix.trim())} ${step.op}${failed}`, typeOf(step)];
    return {
      text: row([...cells, nameOf(step.name), step.op === "create" ? "" : keys.join(" ")]),
      weight: step.phase === "failed" ? 0 : step.op === "create" ? 2 : 1,
    };
  });
  const title = [row(["Change", "Type", "Name", "Properties"]), row(RULE(4))];
  return room(rows, "changes").under(title);
}

/** The old and new value of each property, folded. */
function detailsOf(model: Model, step: StepEvent): string {
  const lines = valuesOf(step).flatMap((values) => rowsOf(values, model.secrets));
  if (lines.length === 0) {
    return "";
  }
  const [type, name] = [displayType(step.type), step.name].map((text) => htmlCode(shortened(text)));
  const table = [row(["Property", "Old", "New"]), row(RULE(3)), ...lines].join("\n");
  return `<details><summary>${OPS[step.op].prefix.trim()} ${type} ${name}</summary>\n\n${table}\n\n</details>`;
}

/** A row. A text with several lines gets a row for each line that only one side has. */
function rowsOf([path, old, now]: PropertyRow, secrets: Iterable<string>): string[] {
  const lines = old === undefined || now === undefined ? undefined : changedLines(old, now, secrets);
  const told = (before: Value | undefined, after: Value | undefined) =>
    row([markdownCode(path), cellOf(before, secrets), cellOf(after, secrets)]);
  if (lines === undefined) {
    return [told(old, now)];
  }
  const [removed, added] = [firstLines(lines.removed), firstLines(lines.added)];
  const more = removed.more + added.more;
  return [
    ...removed.shown.map((line) => told(line, undefined)),
    ...added.shown.map((line) => told(undefined, line)),
    ...(more > 0 ? [row([markdownCode(path), `and ${more} more lines`, ""])] : []),
  ];
}

type PropertyRow = [path: string, old: Value | undefined, now: Value | undefined];

function valuesOf(step: StepEvent): PropertyRow[] {
  if (step.op === "create" || step.op === "delete") {
    const isCreate = step.op === "create";
    return Object.entries((isCreate ? step.new?.inputs : step.old?.inputs) ?? {})
      .filter(([, value]) => !isEmpty(value))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => (isCreate ? [formatKey(key), undefined, value] : [formatKey(key), value, undefined]));
  }
  const change = changesOf(step);
  // For the provider a whole block has changed when one of its fields has.
  const isChanged = ([, old, now]: PropertyRow) =>
    old === undefined || compare(old, now) !== undefined || isHidden(now);
  return change === undefined ? [] : leavesOf(change, "").filter(isChanged);
}

function isHidden(value: Value | undefined): boolean {
  return value instanceof Secret || value instanceof Unknown;
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

function policiesOf(model: Model, room: Room): string {
  const passed = [...model.packs]
    .sort()
    .filter((pack) => !model.violations.some(({ policyPack }) => policyPack === pack));
  const rows = model.violations.map((violation) => {
    const { level, policyPack, policy, urn, message } = violation;
    const where = urn === undefined ? "" : `${nameOf(displayType(urnType(urn)))} ${nameOf(urnName(urn))}`;
    const text = markdownText(shortened(mask(message, model.secrets), LONGEST_MESSAGE));
    return {
      text: row([`${verdictOf([violation])} ${level}`, nameOf(`${policyPack}: ${policy}`), where, text]),
      weight: level === "mandatory" ? 0 : 1,
    };
  });
  const table = room(rows, "violations").under([row(["Level", "Policy", "Resource", "Message"]), row(RULE(4))]);
  const parts = [passed.map((pack) => `✅ ${nameOf(pack)}: no violations.`).join("\n"), table];
  const filled = parts.filter((part) => part !== "");
  return filled.length === 0 ? "" : ["#### Policies", ...filled].join("\n\n");
}

function errorsOf(model: Model, room: Room): string {
  const blocks = [...model.rows.values()].flatMap((each) => {
    const said = each.messages.filter(({ severity }) => severity === "error" || severity === "warning");
    const texts = said.map(({ severity, message }) => `${severity}: ${mask(message, model.secrets)}`);
    const worstFirst = [...texts].sort((a, b) => Number(b.startsWith("error")) - Number(a.startsWith("error")));
    const title = `${nameOf(displayType(each.type))} ${nameOf(each.name)}`;
    return texts.length === 0
      ? []
      : [
          {
            text: `${title}\n\n${markdownBlock(texts.join("\n"))}`,
            short: `${title}\n\n${markdownBlock(shortened(worstFirst.join("\n"), LONGEST_MESSAGE))}`,
            weight: said.some(({ severity }) => severity === "error") ? 0 : 1,
          },
        ];
  });
  return room(blocks, "resources with messages", "\n\n").under(["#### Diagnostics"]);
}

function outputsOf(model: Model, room: Room): string {
  const change = compare(model.outputs?.old ?? {}, model.outputs?.outputs ?? {});
  if (change === undefined) {
    return "";
  }
  const rows = leavesOf(change, "").map((values) => ({ text: rowsOf(values, model.secrets).join("\n"), weight: 0 }));
  const table = room(rows, "outputs").under([row(["Output", "Old", "New"]), row(RULE(3))]);
  return `#### Outputs\n\n${table}`;
}

function cellOf(value: Value | undefined, secrets: Iterable<string>): string {
  return value === undefined ? "" : markdownCode(formatValue(value, secrets));
}

const RULE = (columns: number) => Array<string>(columns).fill("---");

function row(cells: string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** No name at Fastly or Pulumi is longer. */
const LONGEST_NAME = 600;
const LONGEST_MESSAGE = 4_000;

function nameOf(text: string): string {
  return markdownCode(shortened(text));
}

function typeOf({ type, notSimulated }: StepEvent): string {
  return nameOf(displayType(type)) + (notSimulated ? ` ${NOT_SIMULATED}` : "");
}

function shortened(text: string, longest = LONGEST_NAME): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}
