import assert from "node:assert/strict";
import type { Provider } from "../../../local/engine/contract";
import type { PropertyMap } from "../../../local/engine/value";
import { unwrapSecrets } from "../../../local/engine/values";
import { fastlyProvider } from "../../../local/provider";
import { recordedValues } from "../replay/compare";
import { tokenOf } from "../replay/lacking";
import {
  type RecordedResource,
  type RecordedStep,
  readRecording,
  scenarios,
  sdkVersion,
  titleOf,
} from "../replay/recording";

/** The element of an array by `[name]`, or the property. */
function lookup(value: unknown, segment: string): unknown {
  return Array.isArray(value)
    ? value.find((element) => `[${element.name}]` === segment)
    : (value as Record<string, unknown> | undefined)?.[segment];
}

/** A program's inputs with `$ref` replaced from the recorded state. Undefined when that is not known yet. */
function resolved(value: unknown, outputs: Map<string, RecordedResource>): unknown {
  if (Array.isArray(value)) return value.map((element) => resolved(element, outputs));
  if (value === null || typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  if ("$secret" in object) return object.$secret;
  if ("$ref" in object) {
    const [key = "", ...path] = String(object.$ref).split(".");
    return path.reduce<unknown>(lookup, recordedValues(outputs.get(key)?.outputs ?? {}));
  }
  return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, resolved(inner, outputs)]));
}

function inState(state: readonly RecordedResource[], type: string, name: string): RecordedResource | undefined {
  return state.find(({ urn }) => urn.endsWith(`${type}::${name}`));
}

describe("recorded checks and diffs of the real provider", () => {
  for (const scenario of scenarios) {
    it(titleOf(scenario), async () => {
      const { steps } = readRecording(scenario, {});
      let compared = 0;
      for (const [index, step] of steps.entries()) {
        const provider = fastlyProvider({ version: sdkVersion(scenario, step), env: {} });
        if (step.op === "up") compared += await compareStep(provider, step, steps[index - 1]?.state ?? []);
      }
      assert.ok(compared > 0 || !steps.some(({ op, exitCode }) => op === "up" && exitCode === 0));
    });
  }

  async function compareStep(
    provider: Provider,
    step: RecordedStep,
    before: readonly RecordedResource[],
  ): Promise<number> {
    const outputs = new Map<string, RecordedResource>();
    let compared = 0;
    for (const { type, key, name, inputs } of step.resources.filter(({ type }) => type.startsWith("fastly:"))) {
      const full = tokenOf(type);
      const after = inState(step.state, full, name);
      if (after === undefined) continue;
      outputs.set(key, after);
      const event = step.events.find(({ op, urn }) => urn === after.urn && /^(create|update|same)$/.test(op ?? ""));
      const failed = step.events.some((other) => other.failed !== undefined && other.urn === after.urn);
      // A replacement in progress keeps two resources with one name, and an import starts from another state.
      const once = step.state.filter(({ urn }) => urn === after.urn).length === 1;
      if (event === undefined || !once || step.events.some(({ op, urn }) => op === "import" && urn === after.urn))
        continue;

      const resource = provider.resource(full);
      if (resource === undefined) continue;
      const news = resolved(inputs, outputs) as PropertyMap;
      const old = inState(before, full, name);
      const olds = recordedValues(old?.inputs ?? {}) as PropertyMap;
      const checked = await resource.check({ urn: after.urn, olds: old && olds, news });
      assert.deepEqual(checked.failures, []);
      const newInputs = unwrapSecrets(checked.inputs);
      // A failed update keeps the old inputs.
      if (!(failed && event.op === "update"))
        assert.deepEqual(newInputs, recordedValues(after.inputs ?? {}), after.urn);
      compared += 1;
      if (old === undefined) continue;

      const oldOutputs = recordedValues(old.outputs ?? {}) as PropertyMap;
      const diff = await resource.diff({ urn: after.urn, id: old.id ?? "", oldInputs: olds, oldOutputs, newInputs });
      const kinds = Object.entries(event.detailedDiff ?? {}).map(([path, { diffKind }]) => [path, diffKind]);
      const actual = Object.entries(diff.detailedDiff).map(([path, { kind }]) => [path, kind]);
      assert.deepEqual(Object.fromEntries(actual), Object.fromEntries(kinds), `${step.note}: ${after.urn}`);
      assert.deepEqual(diff.diffs, event.diffs ?? [], `${step.note}: ${after.urn}`);
    }
    return compared;
  }
});
