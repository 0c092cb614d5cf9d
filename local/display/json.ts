import type { EngineEvent, StepEvent } from "../engine/events";
import { type PropertyMap, Secret, Unknown, type Value } from "../engine/value";
import type { RunResult } from "../stack";
import { mask, shownProperties } from "./mask";
import { madeUpAnswers, modelOf } from "./model";

/** Stands for an unknown value in Pulumi's own JSON. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A run in the form of `pulumi preview --json`: one object, for programs. Secrets are `[secret]`. */
export function renderJson(result: RunResult, given: Iterable<string> = []): string {
  const model = modelOf(result.events, given);
  const { secrets } = model;
  const asked = madeUpAnswers(model);
  const clear = (text: string) => mask(text, secrets);
  const steps = result.events.filter(isOutcome).map((step) => ({
    op: step.op,
    urn: step.urn,
    ...(step.phase === "failed" && { failed: true }),
    ...(step.notSimulated && { notSimulated: true }),
    ...(step.old !== undefined && { oldState: stateOf(step.old, clear) }),
    ...(step.new !== undefined && { newState: stateOf(step.new, clear) }),
    diffReasons: step.diffs ?? null,
    detailedDiff: step.detailedDiff ?? null,
  }));
  const diagnostics = result.events.flatMap((event) =>
    event.kind === "diagnostic" && !event.ephemeral
      ? [
          {
            ...(event.urn !== undefined && { urn: event.urn }),
            severity: event.severity,
            message: clear(event.message),
          },
        ]
      : [],
  );
  const policies = result.events.flatMap((event) =>
    event.kind === "policy"
      ? [
          {
            policyPack: event.policyPack,
            policy: event.policy,
            level: event.level,
            urn: event.urn,
            message: clear(event.message),
          },
        ]
      : [],
  );
  const summary = result.events.find((event) => event.kind === "summary");
  const whole = {
    operation: result.operation,
    ok: result.ok,
    steps,
    diagnostics,
    policies,
    ...(asked.length > 0 && { notSimulated: asked }),
    outputs: plain(result.outputs, clear),
    // In nanoseconds, as in Pulumi.
    duration: (summary?.durationMs ?? 0) * 1_000_000,
    changeSummary: result.changes,
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/** The outputs of a stack in the form of `pulumi stack output --json`. */
export function outputsAsJson(outputs: PropertyMap, showSecrets: boolean): unknown {
  return plain(outputs, (text) => text, showSecrets);
}

function isOutcome(event: EngineEvent): event is StepEvent {
  return event.kind === "step" && event.phase !== "started";
}

type State = NonNullable<StepEvent["new"]>;

function stateOf({ urn, type, custom, id, parent, provider, inputs, outputs }: State, clear: (text: string) => string) {
  return {
    urn,
    type,
    custom,
    ...(id !== undefined && { id: clear(id) }),
    ...(parent !== undefined && { parent }),
    ...(provider !== undefined && { provider }),
    inputs: plain(shownProperties(inputs), clear),
    outputs: plain(shownProperties(outputs), clear),
  };
}

function plain(value: Value, clear: (text: string) => string, showSecrets = false): unknown {
  if (value instanceof Secret) {
    return showSecrets ? plain(value.value, clear, showSecrets) : "[secret]";
  }
  if (value instanceof Unknown) {
    return UNKNOWN_TEXT;
  }
  if (typeof value === "string") {
    return clear(value);
  }
  if (Array.isArray(value)) {
    return value.map((element) => plain(element, clear, showSecrets));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner, clear, showSecrets)]))
    : value;
}
