import type { StepEvent } from "../engine/events";
import { isDefaultProvider, providerUrn, STACK_TYPE } from "../engine/urn";
import type { PropertyMap, Value } from "../engine/value";
import { isMap } from "../engine/values";
import { terminalLine } from "../foreignText";
import { changesOf, compare } from "./changes";
import { isChange, type Model } from "./model";
import { isReplacement, OPS } from "./ops";
import type { Paint } from "./paint";
import { isEmpty, type Pen, writeObject, writeObjectChange } from "./properties";

/** Every changed resource with its properties, in the form of `pulumi preview --diff`. */
export function renderDiff(model: Model, paint: Paint): string {
  const shown = model.steps.filter(isShown);
  const urns = new Set(shown.map((step) => step.urn));
  return shown.map((step) => renderStep(model, step, depthOf(model, step, urns), paint)).join("");
}

/** Of a replacement's steps, only the middle one is shown. */
function isShown(step: StepEvent): boolean {
  return step.type === STACK_TYPE || (isChange(step) && (!isReplacement(step.op) || step.op === "replace"));
}

function depthOf(model: Model, step: StepEvent, shown: ReadonlySet<string>): number {
  let depth = 0;
  for (let parent = step.parent; parent !== undefined; parent = model.rows.get(parent)?.parent) {
    depth += shown.has(parent) ? 1 : 0;
  }
  return depth;
}

function renderStep(model: Model, step: StepEvent, depth: number, paint: Paint): string {
  const { prefix, style } = OPS[step.op];
  const margin = "    ".repeat(depth);
  const isWhole = step.op === "create" || step.op === "delete";
  const pen: Pen = { out: [], paint, secrets: model.secrets, indent: depth + 1, op: step.op, signed: false };
  const failed = step.phase === "failed" ? paint("error", " failed") : "";
  pen.out.push(margin, paint(style, `${prefix}${terminalLine(step.type)}: (${step.op})`), `${lockOf(step)}${failed}\n`);
  for (const [key, value] of pseudoProperties(step)) {
    pen.out.push(paint(isWhole ? style : "plain", `${margin}    [${key}=${terminalLine(value)}]`), "\n");
  }
  if (step.type !== STACK_TYPE && step.op !== "delete") {
    writeProperties(pen, step);
    if (model.operation !== "preview" && step.phase === "done") {
      writeOutputs(pen, step);
    }
  }
  return pen.out.join("");
}

function pseudoProperties(step: StepEvent): [string, string][] {
  const provider = step.new?.provider ?? step.old?.provider;
  const properties: [string, string | undefined][] = [
    ["id", step.old?.id],
    ["urn", step.urn],
    ["provider", provider === undefined || isDefaultProvider(providerUrn(provider)) ? undefined : provider],
  ];
  return properties.filter((property): property is [string, string] => (property[1] ?? "") !== "");
}

function lockOf(step: StepEvent): string {
  if (step.old?.protect && step.new !== undefined && !step.new.protect) {
    return " 🔓";
  }
  return step.old?.protect || step.new?.protect ? " 🔒" : "";
}

function writeProperties(pen: Pen, step: StepEvent): void {
  if (step.old === undefined) {
    writeObject(pen, step.new?.inputs ?? {});
    return;
  }
  const changes = changesOf(step);
  if (changes !== undefined) {
    writeObjectChange({ ...pen, signed: true }, changes);
  }
}

/** The outputs that the provider set or changed beyond the inputs. */
function writeOutputs(pen: Pen, step: StepEvent): void {
  const { inputs = {}, outputs = {} } = step.new ?? {};
  const shown = changesOf(step)?.properties;
  const beyond: PropertyMap = {};
  for (const [key, value] of Object.entries(outputs)) {
    const isNews = step.old === undefined || compare(step.old.outputs[key], value) !== undefined;
    const isInput = compare(withoutEmpty(inputs[key] ?? null), withoutEmpty(value)) === undefined;
    if (isNews && !isInput && !shown?.has(key)) {
      beyond[key] = value;
    }
  }
  const inner: Pen = { ...pen, out: [] };
  writeObject(inner, beyond);
  if (inner.out.length > 0) {
    pen.out.push(pen.paint(OPS[step.op].style, `${"    ".repeat(pen.indent)}--outputs:--`), "\n", ...inner.out);
  }
}

function withoutEmpty(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(withoutEmpty);
  }
  return isMap(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, element]) => !isEmpty(element))
          .map(([key, element]) => [key, withoutEmpty(element)]),
      )
    : value;
}
