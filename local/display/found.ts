import { plaintextSecrets } from "pulumi-fastly-compute/internal";
import type { ResourceState } from "../engine/contract";
import type { PolicyEvent, StepEvent } from "../engine/events";
import { type PropertyMap, Secret, type Value } from "../engine/value";
import { isMap, mapProperties } from "../engine/values";

/** Whether a policy says that an item in plain text is a secret. The value is then not shown beside the finding. */
export function findsSecret({ policy }: Pick<PolicyEvent, "policy">): boolean {
  return policy === plaintextSecrets.name;
}

/** The step, with each item as a secret if a finding about the step's resource names the item. */
export function hideFound(step: StepEvent, findings: readonly string[]): StepEvent {
  return findings.length === 0 ? step : { ...step, old: hide(step.old, findings), new: hide(step.new, findings) };
}

function hide(state: ResourceState | undefined, findings: readonly string[]): ResourceState | undefined {
  const hidden = (properties: PropertyMap) => mapProperties(properties, (value) => hideItems(value, findings));
  return state && { ...state, inputs: hidden(state.inputs), outputs: hidden(state.outputs) };
}

function hideItems(items: Value, findings: readonly string[]): Value {
  if (!isMap(items)) {
    return items;
  }
  const entries = Object.entries(items).map(([key, value]): [string, Value] => {
    const isFound = findings.some((finding) => finding.includes(`"${key}"`));
    return [key, isFound && typeof value === "string" ? new Secret(value) : value];
  });
  return Object.fromEntries(entries);
}
