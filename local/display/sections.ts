import { urnName, urnType } from "../engine/urn";
import type { Value } from "../engine/value";
import { terminalLine } from "../foreignText";
import { compare } from "./changes";
import { mask } from "./mask";
import { hasFailed, type Model, madeUpAnswers, stackRow, type Violation } from "./model";
import { displayType, NOT_SIMULATED } from "./names";
import { OPS } from "./ops";
import type { Paint } from "./paint";
import { longest, type Pen, writeObject, writeObjectChange } from "./properties";
import { prefixOf } from "./tree";

/** The sections after the tree or the diff, each with an empty line after it. */
export function renderSections(model: Model, paint: Paint): string {
  const refused = model.violations.some((violation) => violation.level === "mandatory");
  return [
    renderPolicies(model, paint),
    renderDiagnostics(model, paint),
    renderMadeUp(model, paint),
    renderOutputs(model, paint),
    refused ? "" : renderSummary(model, paint),
  ].join("");
}

/** Messages below their resources. */
function renderDiagnostics(model: Model, paint: Paint): string {
  const out: string[] = [];
  for (const row of model.rows.values()) {
    if (row.messages.length === 0) {
      continue;
    }
    out.push(paint("resource", `  ${displayType(row.type)} (${row.name}):`));
    for (const { severity, message } of row.messages) {
      const text = prefixOf(severity, paint) + mask(message, model.secrets);
      out.push(...text.split("\n").map((line) => `    ${line}`.trimEnd()));
    }
    out.push("");
  }
  return section("Diagnostics:", out, paint);
}

const LEVELS = ["remediate", "mandatory", "advisory"];

/** The policy packs with their violations, worst first. */
function renderPolicies(model: Model, paint: Paint): string {
  const out: string[] = [];
  for (const pack of [...model.packs].sort()) {
    const violations = model.violations
      .filter((violation) => violation.policyPack === pack)
      .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
    out.push(`    ${verdictOf(violations)} ${paint("info", terminalLine(pack))}`);
    for (const { level, policy, urn, message } of violations) {
      const style = level === "mandatory" ? "error" : level === "advisory" ? "warning" : "info";
      const where = urn === undefined ? "" : `  (${terminalLine(`${displayType(urnType(urn))}: ${urnName(urn)}`)})`;
      out.push(`        - ${paint(style, `[${level}]  ${terminalLine(policy)}`)}${where}`);
      out.push(
        ...mask(message, model.secrets)
          .split("\n")
          .map((line) => `          ${line}`.trimEnd()),
      );
    }
  }
  return section("Policies:", out.length === 0 ? out : [...out, ""], paint);
}

export function verdictOf(violations: readonly Violation[]): string {
  const levels = violations.map((violation) => violation.level);
  return levels.includes("mandatory") ? "❌" : levels.includes("advisory") ? "⚠️" : "✅";
}

/** Answers without a row in the tree. */
function renderMadeUp(model: Model, paint: Paint): string {
  const out = madeUpAnswers(model).map((asked) => `    ${asked}`);
  return section(`Read ${NOT_SIMULATED}:`, out.length === 0 ? out : [...out, ""], paint);
}

/** The stack's outputs: all of them after a deployment, and in a preview those that change. */
function renderOutputs(model: Model, paint: Paint): string {
  if (model.outputs === undefined || model.operation === "destroy") {
    return "";
  }
  const { outputs, old } = model.outputs;
  const pen: Pen = { out: [], paint, secrets: model.secrets, indent: 1, op: "same", signed: false };
  const change = compare(old, outputs);
  if (stackRow(model).step?.op === "create") {
    writeObject({ ...pen, op: "create" }, outputs);
  } else if (change?.kind === "object") {
    const aligned = { ...pen, width: longest([...Object.keys(old), ...Object.keys(outputs)]) };
    for (const key of [...new Set([...Object.keys(outputs), ...change.properties.keys()])].sort()) {
      const property = change.properties.get(key);
      if (property !== undefined) {
        writeObjectChange(aligned, { kind: "object", properties: new Map([[key, property]]) });
      } else if (model.operation !== "preview") {
        writeObject(aligned, { [key]: outputs[key] as Value });
      }
    }
  } else if (model.operation !== "preview") {
    writeObject(pen, outputs);
  }
  const text = pen.out.join("");
  return text === "" ? "" : `${paint("headline", "Outputs:")}\n${text}\n`;
}

/** The counts of done or planned operations, and the duration. */
function renderSummary(model: Model, paint: Paint): string {
  if (model.summary === undefined) {
    return "";
  }
  const { changes, durationMs, operation } = model.summary;
  const preview = operation === "preview";
  const counts = (Object.keys(OPS) as (keyof typeof OPS)[])
    .map((op) => ({ op, count: changes[op] ?? 0 }))
    .filter(({ op, count }) => count > 0 && op !== "same" && op !== "read" && op !== "discard");
  const out = counts.map(({ op, count }) => {
    const { prefix, style, counted } = OPS[op];
    return `    ${paint(style, `${prefix}${count} ${preview ? `to ${op}` : counted}`)}`;
  });
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const rest = [
    counts.length > 1 ? paint("bold", `${total} changes`) : "",
    changes.same ? `${changes.same} unchanged` : "",
  ].filter((text) => text !== "");
  if (rest.length > 0) {
    out.push(`    ${rest.join(". ")}`);
  }
  const failed = [...model.rows.values()].filter(hasFailed).length;
  if (failed > 0) {
    out.push(`    ${paint("error", `${failed} errored`)}`);
  }
  const took = preview ? "" : `\n${paint("headline", "Duration:")} ${formatDuration(durationMs)}\n`;
  return section("Resources:", out, paint) + took;
}

function formatDuration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

function section(title: string, lines: string[], paint: Paint): string {
  return lines.length === 0 ? "" : `${[paint("headline", title), ...lines].join("\n")}\n`;
}
