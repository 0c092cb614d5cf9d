import type {
  DiagnosticEvent,
  PolicyEvent,
  EngineEvent as PulumiEvent,
  StepEventMetadata,
  StepEventStateMetadata,
  SummaryEvent,
} from "@pulumi/pulumi/automation/events";
import type { PropertyDiff, ResourceState } from "../engine/contract";
import type { EngineEvent, Operation, DiagnosticEvent as OurDiagnostic, StepEvent, StepOp } from "../engine/events";
import { isDefaultProvider, STACK_TYPE, urnName } from "../engine/urn";
import { fromJsonMap } from "./values";

/** The real engine's operations that only have other names than ours, and one that is no operation for a user. */
const OPS: Record<string, StepOp | undefined> = {
  "read-replacement": "read",
  "discard-replaced": "discard",
  "remove-pending-replace": undefined,
};

/**
 * Messages for people. The engine's event log always has `debug` messages too. In these the SDK quotes whole answers,
 * with secrets in plain text.
 */
const SEVERITIES = new Map<string, OurDiagnostic["severity"]>([
  ["info", "info"],
  ["info#err", "info"],
  ["warning", "warning"],
  ["error", "error"],
]);

/** Converts the real engine's events to ours, one run at a time. */
export interface EventMapper {
  map(event: PulumiEvent): EngineEvent[];
  /** The events that are left when the command has ended. */
  finish(ok: boolean): EngineEvent[];
}

export function eventMapper(operation: Operation, project: string, stack: string): EventMapper {
  const underWay = new Map<string, StepEvent>();
  const seen = new Set<number>();
  let counts: SummaryEvent | undefined;
  let started = false;
  const start = (): EngineEvent[] => {
    const events: EngineEvent[] = started ? [] : [{ kind: "start", operation, project, stack }];
    started = true;
    return events;
  };

  const settle = (metadata: StepEventMetadata, phase: "done" | "failed"): EngineEvent[] => {
    const step = stepEvent(metadata, phase);
    if (step === undefined) {
      return [];
    }
    const outputs: EngineEvent[] =
      step.type === STACK_TYPE && phase === "done"
        ? [{ kind: "stack-outputs", outputs: step.new?.outputs ?? {}, old: step.old?.outputs ?? {} }]
        : [];
    underWay.delete(step.urn);
    return operation === "preview" && phase === "done" ? outputs : [step, ...outputs];
  };

  const map = (event: PulumiEvent): EngineEvent[] => {
    if (event.resourcePreEvent !== undefined) {
      const step = stepEvent(event.resourcePreEvent.metadata, operation === "preview" ? "done" : "started");
      if (step?.phase === "started") {
        underWay.set(step.urn, step);
      }
      return step === undefined ? [] : [step];
    }
    if (event.resOutputsEvent !== undefined) {
      return settle(event.resOutputsEvent.metadata, "done");
    }
    if (event.resOpFailedEvent !== undefined) {
      return settle(event.resOpFailedEvent.metadata, "failed");
    }
    if (event.diagnosticEvent !== undefined) {
      return diagnostic(event.diagnosticEvent);
    }
    if (event.policyEvent !== undefined) {
      return [policy(event.policyEvent)];
    }
    counts = event.summaryEvent ?? counts;
    return [];
  };

  return {
    map(event) {
      // Up to Pulumi 3.205 the SDK reads events from a file. On a busy machine it reads the last ones twice.
      if (seen.has(event.sequence)) {
        return [];
      }
      seen.add(event.sequence);
      return [...start(), ...map(event)];
    },
    finish(ok) {
      // A component without outputs has no event for its end.
      const ended = ok ? [...underWay.values()].map((step) => ({ ...step, phase: "done" as const })) : [];
      return [
        ...start(),
        ...ended,
        ...Object.entries(counts?.policyPacks ?? {}).map(
          ([name, version]): EngineEvent => ({
            kind: "policy-pack",
            policyPack: packTitle(name, version),
          }),
        ),
        {
          kind: "summary",
          operation,
          ok,
          changes: renameOps(counts?.resourceChanges ?? {}),
          durationMs: (counts?.durationSeconds ?? 0) * 1000,
        },
      ];
    },
  };
}

function stepEvent(metadata: StepEventMetadata, phase: StepEvent["phase"]): StepEvent | undefined {
  const op = renameOp(metadata.op);
  if (op === undefined || isDefaultProvider(metadata.urn)) {
    return undefined;
  }
  const diff = metadata.detailedDiff ?? undefined;
  return {
    kind: "step",
    phase,
    op,
    urn: metadata.urn,
    type: metadata.type,
    name: urnName(metadata.urn),
    parent: (metadata.new ?? metadata.old)?.parent || undefined,
    old: resourceState(metadata.old),
    new: resourceState(metadata.new),
    ...(op.startsWith("delete") && metadata.old?.retainOnDelete && { retained: true }),
    diffs: metadata.diffs ?? undefined,
    detailedDiff:
      diff &&
      Object.fromEntries(
        Object.entries(diff).map(([path, { diffKind, inputDiff }]): [string, PropertyDiff] => [
          path,
          { kind: diffKind, inputDiff },
        ]),
      ),
  };
}

/** The engine writes null for none. */
function resourceState(state: StepEventStateMetadata | null | undefined): ResourceState | undefined {
  if (state === undefined || state === null) {
    return undefined;
  }
  return {
    urn: state.urn,
    type: state.type,
    custom: state.custom ?? false,
    id: state.id || undefined,
    inputs: fromJsonMap(state.inputs),
    outputs: fromJsonMap(state.outputs),
    parent: state.parent || undefined,
    dependencies: [],
    propertyDependencies: {},
    provider: state.provider || undefined,
    protect: state.protect,
    retainOnDelete: state.retainOnDelete,
    initErrors: state.initErrors ?? undefined,
    delete: state.delete,
  };
}

/** The engine says this dozens of times in a run. Here the provider on PATH is the right one. */
function isAboutPath({ severity, message }: DiagnosticEvent): boolean {
  return severity === "warning" && /^using pulumi-\S+ from \$PATH at /.test(message);
}

function diagnostic(event: DiagnosticEvent): EngineEvent[] {
  const { message, urn, ephemeral } = event;
  const severity = SEVERITIES.get(event.severity);
  if (severity === undefined || isAboutPath(event)) {
    return [];
  }
  return [
    {
      kind: "diagnostic",
      severity,
      message: withoutColorTags(message).trimEnd(),
      urn: urn || undefined,
      ephemeral: ephemeral || undefined,
    },
  ];
}

function policy(event: PolicyEvent): EngineEvent {
  const level: string = event.enforcementLevel;
  return {
    kind: "policy",
    policyPack: packTitle(event.policyPackName, event.policyPackVersion),
    policy: event.policyName,
    level: level === "mandatory" || level === "remediate" ? level : "advisory",
    message: withoutColorTags(event.message).trimEnd(),
    urn: event.resourceUrn || undefined,
  };
}

/** A pack's title in the CLI's form. */
function packTitle(name: string, version: string): string {
  return `${name}@v${version.replace(/^v/, "")}`;
}

/** Removes the CLI's own colour markup, which the event log has: `<{%fg 1%}>error: <{%reset%}>`. */
function withoutColorTags(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "");
}

function renameOp(op: string): StepOp | undefined {
  return op in OPS ? OPS[op] : (op as StepOp);
}

function renameOps(changes: Record<string, number>): Partial<Record<StepOp, number>> {
  const counts: Partial<Record<StepOp, number>> = {};
  for (const [name, count] of Object.entries(changes)) {
    const op = renameOp(name);
    if (op !== undefined) {
      counts[op] = (counts[op] ?? 0) + count;
    }
  }
  return counts;
}
