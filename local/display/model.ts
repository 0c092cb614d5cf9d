import type { ResourceState } from "../engine/contract";
import type { EngineEvent, Operation, StepEvent } from "../engine/events";
import { createUrn, STACK_TYPE, urnName, urnType } from "../engine/urn";
import { terminalLine, terminalText } from "../foreignText";
import { findsSecret, hideFound } from "./found";
import { KnownSecrets, shownProperties } from "./mask";
import { displayType } from "./names";

type EventOf<K extends EngineEvent["kind"]> = Extract<EngineEvent, { kind: K }>;
export type Message = Omit<EventOf<"diagnostic">, "kind">;
export type Violation = Omit<EventOf<"policy">, "kind">;

/** The facts about one resource so far. */
export interface Row {
  urn: string;
  type: string;
  name: string;
  parent?: string;
  /** The latest step. None when only messages have come. */
  step?: StepEvent;
  /** The step of a replacement that has the differences. */
  replacement?: StepEvent;
  /** In milliseconds, when events are recorded with times. */
  startedAt?: number;
  endedAt?: number;
  /** The messages to keep, in order. */
  messages: Message[];
  /** The last message, including progress. */
  current?: Message;
}

/** A run, as its events describe it. Every view is made from this. */
export interface Model {
  operation: Operation;
  project: string;
  stack: string;
  /** By URN: the stack first, then in the order of their appearance. */
  rows: Map<string, Row>;
  /** One entry per step, in the order of their starts. */
  steps: StepEvent[];
  /** The loaded policy packs, whether or not they found anything. */
  packs: Set<string>;
  violations: Violation[];
  /** Functions and methods with made-up answers. */
  echoed: Set<string>;
  outputs?: EventOf<"stack-outputs">;
  summary?: EventOf<"summary">;
  /** Findings of policies about secrets in plain text, by the URN of the resource. */
  found: Map<string, string[]>;
  /** Texts that were secret in any event. */
  secrets: KnownSecrets;
}

export function emptyModel(operation: Operation = "preview", project = "", stack = ""): Model {
  const model: Model = {
    operation,
    project,
    stack,
    rows: new Map(),
    steps: [],
    packs: new Set(),
    violations: [],
    echoed: new Set(),
    found: new Map(),
    secrets: new KnownSecrets(),
  };
  addRow(model, stackUrn(model));
  return model;
}

/** The model after all of `events`. */
export function modelOf(events: Iterable<EngineEvent>, secrets: Iterable<string> = []): Model {
  let model = emptyModel();
  for (const secret of secrets) {
    model.secrets.add(secret);
  }
  for (const event of events) {
    model = record(model, event);
  }
  return model;
}

/**
 * Adds one event to `model` in place, as a large stack sends tens of thousands. Returns `model`.
 *
 * @param at the time of the event, in milliseconds. Without times no durations are shown.
 */
export function record(model: Model, event: EngineEvent, at?: number): Model {
  switch (event.kind) {
    case "start":
      return { ...emptyModel(event.operation, event.project, event.stack), secrets: model.secrets };
    case "step":
      recordStep(model, event, at);
      break;
    case "diagnostic":
      recordMessage(model, event);
      break;
    case "policy-pack":
      model.packs.add(event.policyPack);
      break;
    case "policy":
      model.packs.add(event.policyPack);
      model.violations.push({ ...event, message: terminalText(event.message) });
      recordFinding(model, event);
      break;
    case "echo":
      model.echoed.add(terminalLine(event.token));
      break;
    case "stack-outputs":
      model.secrets.learn(event.outputs);
      model.secrets.learn(event.old);
      model.outputs = event;
      break;
    case "summary":
      model.summary = event;
      break;
  }
  return model;
}

function recordStep(model: Model, event: StepEvent, at: number | undefined): void {
  const whole = { ...event, old: shownState(event.old), new: shownState(event.new) };
  model.secrets.learn(whole.old?.inputs);
  model.secrets.learn(whole.new?.inputs);
  const step = hideFound(whole, model.found.get(event.urn) ?? []);
  const row = rowOf(model, step.urn);
  row.parent = step.parent ?? row.parent;
  const previous = row.step;
  row.step = step;
  if (step.op === "replace") {
    row.replacement = step;
  }
  if (step.phase === "started") {
    row.startedAt = at;
    row.endedAt = undefined;
  } else {
    row.endedAt = at;
  }
  const begun = step.phase !== "started" && previous?.phase === "started" && previous.op === step.op;
  if (begun) {
    model.steps[model.steps.lastIndexOf(previous)] = step;
  } else {
    model.steps.push(step);
  }
}

function recordFinding(model: Model, event: EventOf<"policy">): void {
  const row = rowOf(model, event.urn);
  if (!findsSecret(event)) {
    return;
  }
  const findings = [...(model.found.get(row.urn) ?? []), event.message];
  model.found.set(row.urn, findings);
  model.steps = model.steps.map((step) => (step.urn === row.urn ? hideFound(step, findings) : step));
  row.step = model.steps.findLast((step) => step.urn === row.urn);
  row.replacement &&= hideFound(row.replacement, findings);
}

function shownState(state: ResourceState | undefined): ResourceState | undefined {
  return state && { ...state, inputs: shownProperties(state.inputs), outputs: shownProperties(state.outputs) };
}

/** Whether a message has visible text: a build also prints empty lines. */
export function isShown({ message }: Pick<Message, "message">): boolean {
  return terminalText(message) !== "";
}

function recordMessage(model: Model, { kind: _, ...event }: EventOf<"diagnostic">): void {
  const message = { ...event, message: terminalText(event.message) };
  if (!isShown(message)) {
    return;
  }
  const row = rowOf(model, event.urn);
  row.current = message;
  if (!message.ephemeral) {
    row.messages.push(message);
  }
}

function stackUrn(model: { project: string; stack: string }): string {
  return createUrn(model.stack, model.project, { type: STACK_TYPE, name: `${model.project}-${model.stack}` });
}

export function stackRow(model: Model): Row {
  return rowOf(model, undefined);
}

function rowOf(model: Model, urn: string | undefined): Row {
  const key = urn === undefined || urn === "" ? stackUrn(model) : urn;
  return model.rows.get(key) ?? addRow(model, key);
}

function addRow(model: Model, urn: string): Row {
  const row: Row = { urn, type: terminalLine(urnType(urn)), name: terminalLine(urnName(urn)), messages: [] };
  model.rows.set(urn, row);
  return row;
}

/** Whether the operation on this resource failed. */
export function hasFailed(row: Row): boolean {
  return row.step?.phase === "failed" || row.messages.some((message) => message.severity === "error");
}

/** Things that are not simulated and have no row: functions, and resources that are only read. */
export function madeUpAnswers(model: Model): string[] {
  const read = model.steps
    .filter(({ op, notSimulated }) => op === "read" && notSimulated)
    .map(({ type, name }) => `${terminalLine(displayType(type))} ${terminalLine(name)}`);
  return [...new Set([...model.echoed, ...read])].sort();
}

/** The CLI leaves out unchanged resources without messages. */
export function isWorthShowing(model: Model, row: Row): boolean {
  const step = row.step;
  return (
    row.type === STACK_TYPE ||
    row.current !== undefined ||
    model.violations.some((violation) => violation.urn === row.urn) ||
    (step !== undefined && isChange(step))
  );
}

export function isChange(step: StepEvent): boolean {
  return step.op === "same"
    ? step.old !== undefined && step.new !== undefined && (step.old.protect ?? false) !== (step.new.protect ?? false)
    : step.op !== "read" && step.op !== "discard";
}
