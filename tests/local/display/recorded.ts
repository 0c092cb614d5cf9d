import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PropertyDiff, ResourceState } from "../../../local/engine/contract";
import type { EngineEvent, Operation, StepEvent, StepOp } from "../../../local/engine/events";
import { fromJsonMap } from "../../../local/pulumi/values";

const RECORDINGS = join(__dirname, "../../recordings");

interface RecordedStep {
  op: Operation;
  exitCode: number;
  events: RecordedEvent[];
  state: ResourceState[];
}

interface RecordedEvent {
  op?: StepOp;
  urn?: string;
  diffs?: string[];
  detailedDiff?: Record<string, { diffKind: PropertyDiff["kind"]; inputDiff: boolean }>;
  failed?: StepOp;
  error?: string;
  warning?: string;
  summary?: Partial<Record<StepOp, number>>;
}

/** One step of a recording of the real engine, as the events that the local engine sends for it. */
export function recordedEvents(scenario: string, index: number): EngineEvent[] {
  const { steps } = JSON.parse(readFileSync(join(RECORDINGS, `${scenario}.json`), "utf8")) as {
    steps: RecordedStep[];
  };
  const step = steps[index] as RecordedStep;
  const before = index === 0 ? [] : (steps[index - 1] as RecordedStep).state.map(withSecrets);
  const after = (step.op === "preview" ? (steps[index + 1] as RecordedStep).state : step.state).map(withSecrets);
  const events: EngineEvent[] = [{ kind: "start", operation: step.op, project: scenario, stack: "rec" }];
  for (const event of step.events) {
    events.push(...engineEvents(event, step, before, after));
  }
  return events;
}

function withSecrets(state: ResourceState): ResourceState {
  return { ...state, inputs: fromJsonMap(state.inputs), outputs: fromJsonMap(state.outputs) };
}

function engineEvents(
  event: RecordedEvent,
  step: RecordedStep,
  before: ResourceState[],
  after: ResourceState[],
): EngineEvent[] {
  if (event.summary !== undefined) {
    const ok = step.exitCode === 0;
    return [{ kind: "summary", operation: step.op, ok, changes: event.summary, durationMs: 1500 }];
  }
  const text = event.error ?? event.warning;
  if (text !== undefined) {
    const severity = event.error === undefined ? "warning" : "error";
    return [{ kind: "diagnostic", severity, message: text, urn: event.urn || undefined }];
  }
  const op = (event.op ?? event.failed) as StepOp;
  const urn = event.urn as string;
  const old = op === "create" ? undefined : before.find((state) => state.urn === urn);
  const made = op === "delete" ? undefined : after.find((state) => state.urn === urn);
  const state = (made ?? old) as ResourceState | undefined;
  const diff = event.detailedDiff && Object.entries(event.detailedDiff);
  const common: Omit<StepEvent, "phase"> = {
    kind: "step",
    op,
    urn,
    type: urn.split("::")[2]?.split("$").at(-1) ?? "",
    name: urn.split("::")[3] ?? "",
    parent: state?.parent,
    old,
    new: made !== undefined && step.op === "preview" ? { ...made, outputs: {}, id: old?.id } : made,
    diffs: event.diffs,
    detailedDiff: diff && Object.fromEntries(diff.map(([k, d]) => [k, { kind: d.diffKind, inputDiff: d.inputDiff }])),
  };
  if (event.failed !== undefined) {
    return [{ ...common, phase: "failed" }];
  }
  const fails = step.events.some((other) => other.failed !== undefined && other.urn === urn);
  const phases: StepEvent["phase"][] = step.op === "preview" ? ["done"] : fails ? ["started"] : ["started", "done"];
  return phases.map((phase) => ({ ...common, phase }));
}
