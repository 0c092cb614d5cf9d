import { trimmedEnd } from "pulumi-fastly-compute/internal";
import type { StepEvent } from "../engine/events";
import { STACK_TYPE } from "../engine/urn";
import { changesOf } from "./changes";
import { mask } from "./mask";
import { hasFailed, isWorthShowing, type Message, type Model, type Row, stackRow } from "./model";
import { displayType, NOT_SIMULATED } from "./names";
import { isReplacement, OPS, type OpText } from "./ops";
import { clip, type Paint, widthOf } from "./paint";
import { formatKey } from "./properties";

export interface TreeOptions {
  paint: Paint;
  /** The width in cells. Lines are cut to one cell less, as a terminal wraps at its width. */
  width?: number;
  /** Set while the run goes on: work in progress is marked, and with a time its duration is shown. */
  live?: { now?: number };
}

type Columns = [op: string, type: string, name: string, status: string, info: string];

/** Room for the dots after the status of work in progress. */
const DOTS = 3;

/** The table of resources: a header and one line each, with children below their parents. */
export function renderTree(model: Model, options: TreeOptions): string[] {
  const { paint } = options;
  const children = childrenByParent(model);
  const rows: Columns[] = [];
  const visit = (row: Row, lead: string, childLead: string) => {
    const [op, type, name, status, info] = columnsOf(model, row, options);
    rows.push([op, lead + type, name, status, info]);
    const inner = children.get(row.urn) ?? [];
    for (const [i, child] of inner.entries()) {
      const last = i === inner.length - 1;
      visit(child, `${childLead}${last ? "└─ " : "├─ "}`, `${childLead}${last ? "   " : "│  "}`);
    }
  };
  visit(stackRow(model), "", "");

  const titles = ["Type", "Name", model.operation === "preview" ? "Plan" : "Status"];
  const info = rows.some((row) => row[4] !== "") ? "Info" : "";
  const header: Columns = ["", ...titles, info].map((title) => paint("header", title)) as Columns;
  const table = [header, ...rows];
  const widthOfColumn = (column: number) =>
    Math.max(...table.map((cells) => widthOf(trimmedEnd(cells[column] ?? "", "."))));
  const widths = [2, widthOfColumn(1), widthOfColumn(2), widthOfColumn(3) + DOTS];
  return table.map((row) => {
    const line = row
      .map((text, i) => text + " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text))))
      .join("  ")
      .trimEnd();
    return clip(` ${line}`, options.width === undefined ? Number.POSITIVE_INFINITY : options.width - 1);
  });
}

/** One resource on one line, for a log: ` +  fastly:index:ServiceCompute edge creating`. */
export function renderLine(model: Model, row: Row, options: TreeOptions, message?: Message): string {
  const [op, type, name, status] = columnsOf(model, row, options);
  const info = infoOf(model, row, options, message);
  return ` ${[op, type, name, status, info].filter((text) => text !== "").join(" ")}`.trimEnd();
}

/** Only rows worth showing, and their parents. */
function childrenByParent(model: Model): Map<string, Row[]> {
  const root = stackRow(model);
  const shown = new Set<Row>();
  const parentOf = (row: Row) => (row.parent === undefined ? root : (model.rows.get(row.parent) ?? root));
  for (const row of model.rows.values()) {
    if (isWorthShowing(model, row)) {
      for (let each = row; each !== root && !shown.has(each); each = parentOf(each)) {
        shown.add(each);
      }
    }
  }
  const children = new Map<string, Row[]>();
  for (const row of model.rows.values()) {
    if (row !== root && shown.has(row)) {
      const parent = parentOf(row).urn;
      children.set(parent, [...(children.get(parent) ?? []), row]);
    }
  }
  return children;
}

function columnsOf(model: Model, row: Row, options: TreeOptions): Columns {
  const text = opText(model, row, options);
  const { paint } = options;
  return [
    paint(text.style, text.prefix),
    displayType(row.type) + simulation(row.step),
    row.name,
    statusOf(model, row, text, options),
    infoOf(model, row, options, row.messages.findLast(({ severity }) => severity === "error") ?? row.current),
  ];
}

/** A mark for resources that nobody has made, so that nobody takes them for real. */
function simulation(step: StepEvent | undefined): string {
  return step?.notSimulated ? ` ${NOT_SIMULATED}` : "";
}

/** A replacement takes three steps. Once all have succeeded, or in a preview, it is shown as one. */
function opText(model: Model, row: Row, { live }: TreeOptions): OpText {
  const op = row.step?.op ?? "same";
  const settled = model.operation === "preview" || (live === undefined && model.summary?.ok !== false);
  return OPS[isReplacement(op) && settled ? "replace" : op];
}

function isUnderWay(model: Model, row: Row): boolean {
  return row.type === STACK_TYPE ? model.summary === undefined : row.step?.phase === "started";
}

function statusOf(model: Model, row: Row, text: OpText, { paint, live }: TreeOptions): string {
  if (live !== undefined && isUnderWay(model, row) && !hasFailed(row)) {
    if (row.type === STACK_TYPE && text === OPS.same) {
      return `running${dots(live.now, row.startedAt)}`;
    }
    const doing = model.operation === "preview" ? text.plan : text.doing;
    const { now } = live;
    const elapsed =
      now === undefined || row.startedAt === undefined ? "" : ` (${Math.floor((now - row.startedAt) / 1000)}s)`;
    return paint(text.style, doing + elapsed) + dots(now, row.startedAt);
  }
  if (model.operation === "preview") {
    return paint(text.style, text.plan);
  }
  if (hasFailed(row)) {
    return paint("error", `**${`${text.doing} failed`.trim()}**`);
  }
  if (row.step?.phase === "started" && row.type !== STACK_TYPE && model.summary !== undefined) {
    return paint("warning", `${text.doing} (interrupted)`);
  }
  return paint(text.style, text.done + (text.done === "" ? "" : duration(row)));
}

function duration(row: Row): string {
  if (row.startedAt === undefined || row.endedAt === undefined) {
    return "";
  }
  const seconds = (row.endedAt - row.startedAt) / 1000;
  return seconds < 1 ? ` (${seconds.toFixed(2)}s)` : ` (${Math.floor(seconds)}s)`;
}

function dots(now: number | undefined, since = 0): string {
  return now === undefined ? "" : ".".repeat(Math.floor((now - since) / 1000) % (DOTS + 1));
}

/** The changes and the latest message. Once all messages are listed below, their number. */
function infoOf(model: Model, row: Row, { paint, live }: TreeOptions, latest: Message | undefined): string {
  const parts = [row.step?.retained ? paint("warning", "[retain]") : differences(row, paint)];
  if (live === undefined) {
    for (const [severity, word] of [
      ["error", "error"],
      ["warning", "warning"],
      ["info", "message"],
    ] as const) {
      const count = row.messages.filter((message) => message.severity === severity).length;
      parts.push(count === 0 ? "" : `${count} ${paint(severity, count === 1 ? word : `${word}s`)}`);
    }
  } else if (latest !== undefined) {
    const [firstLine = ""] = mask(latest.message, model.secrets).split("\n", 1);
    parts.push(prefixOf(latest.severity, paint) + firstLine);
  }
  return parts.filter((part) => part !== "").join("; ");
}

/** `error: ` and `warning: `. Other messages have no prefix. */
export function prefixOf(severity: string, paint: Paint): string {
  return severity === "error" || severity === "warning" ? paint(severity, `${severity}: `) : "";
}

/** `[diff: +added-removed~changed]`, with top-level properties only. */
function differences(row: Row, paint: Paint): string {
  const step = row.step !== undefined && isReplacement(row.step.op) ? (row.replacement ?? row.step) : row.step;
  const keys = step === undefined ? new Map() : changedKeys(step);
  const groups = (["create", "delete", "update"] as const).map((op) => {
    const names = [...keys].filter(([, kind]) => kind === op).map(([key]) => key);
    return names.length === 0 ? "" : paint(op, OPS[op].prefix.trim() + names.sort().map(formatKey).join(","));
  });
  const text = groups.join("");
  return text === "" ? "" : `[diff: ${text}]`;
}

function changedKeys(step: StepEvent): Map<string, "create" | "delete" | "update"> {
  const keys = new Map<string, "create" | "delete" | "update">();
  if (step.op === "create" || step.op === "delete") {
    return keys;
  }
  const changes = changesOf(step);
  for (const [key, change] of changes?.properties ?? []) {
    if (step.diffs === undefined || step.diffs.includes(key)) {
      keys.set(key, change.kind === "add" ? "create" : change.kind === "delete" ? "delete" : "update");
    }
  }
  if (changes === undefined) {
    for (const key of step.diffs ?? []) {
      keys.set(key, "update");
    }
  }
  if (step.old !== undefined && step.new !== undefined && (step.old.protect ?? false) !== (step.new.protect ?? false)) {
    keys.set("protect", "update");
  }
  return keys;
}
