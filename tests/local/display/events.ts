import type { PropertyDiff } from "../../../local/engine/contract";
import type { EngineEvent, Operation, StepEvent, StepOp } from "../../../local/engine/events";
import type { PropertyMap } from "../../../local/engine/value";

export const STACK = "urn:pulumi:dev::hello::pulumi:pulumi:Stack::hello-dev";
export const COMPONENT = "urn:pulumi:dev::hello::fastly-compute:index:ComputeService::edge";
export const BACKEND = `${COMPONENT.replace(/::edge$/, "")}$fastly-compute:index:Backend::edge-api`;
export const SERVICE = `${COMPONENT.replace(/::edge$/, "")}$fastly:index/serviceCompute:ServiceCompute::edge`;

const TYPES: Record<string, string> = {
  [STACK]: "pulumi:pulumi:Stack",
  [COMPONENT]: "fastly-compute:index:ComputeService",
  [BACKEND]: "fastly-compute:index:Backend",
  [SERVICE]: "fastly:index/serviceCompute:ServiceCompute",
};
const PARENTS: Record<string, string> = { [COMPONENT]: STACK, [BACKEND]: COMPONENT, [SERVICE]: COMPONENT };

interface Details {
  phase?: StepEvent["phase"];
  inputs?: PropertyMap;
  outputs?: PropertyMap;
  oldInputs?: PropertyMap;
  oldOutputs?: PropertyMap;
  diffs?: string[];
  detailedDiff?: Record<string, PropertyDiff["kind"]>;
  protect?: { old: boolean; new: boolean };
}

export function start(operation: Operation): EngineEvent {
  return { kind: "start", operation, project: "hello", stack: "dev" };
}

/** A step of one of the resources above. `inputs` and `outputs` are also the old ones, unless those are given. */
export function step(op: StepOp, urn: string, details: Details = {}): StepEvent {
  const { inputs = {}, outputs = {}, oldInputs = inputs, oldOutputs = outputs } = details;
  const type = TYPES[urn] as string;
  const common = { urn, type, custom: urn === SERVICE, dependencies: [], propertyDependencies: {} };
  const id = urn === SERVICE ? "SVC1" : undefined;
  return {
    kind: "step",
    phase: details.phase ?? "done",
    op,
    urn,
    type,
    name: urn.split("::").at(-1) as string,
    parent: PARENTS[urn],
    old:
      op === "create"
        ? undefined
        : { ...common, id, inputs: oldInputs, outputs: oldOutputs, protect: details.protect?.old },
    new: op === "delete" ? undefined : { ...common, id, inputs, outputs, protect: details.protect?.new },
    diffs: details.diffs,
    detailedDiff:
      details.detailedDiff &&
      Object.fromEntries(Object.entries(details.detailedDiff).map(([key, kind]) => [key, { kind, inputDiff: false }])),
  };
}

export function message(
  severity: "info" | "warning" | "error",
  text: string,
  urn?: string,
  ephemeral?: boolean,
): EngineEvent {
  return { kind: "diagnostic", severity, message: text, urn, ephemeral };
}

export function violation(level: "advisory" | "mandatory" | "remediate", policy: string, text: string): EngineEvent {
  return { kind: "policy", policyPack: "fastly-compute", policy, level, message: text, urn: BACKEND };
}

export function outputs(now: PropertyMap, old: PropertyMap = {}): EngineEvent {
  return { kind: "stack-outputs", outputs: now, old };
}

export function summary(
  operation: Operation,
  changes: Partial<Record<StepOp, number>>,
  { ok = true, durationMs = 1500 } = {},
): EngineEvent {
  return { kind: "summary", operation, ok, changes, durationMs };
}
