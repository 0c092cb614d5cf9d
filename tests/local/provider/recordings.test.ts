import assert from "node:assert/strict";
import type { PropertyMap } from "../../../sdk/local/engine/value";
import { unwrapSecrets } from "../../../sdk/local/engine/values";
import { fastlyProvider } from "../../../sdk/local/provider";
import { recordedValues } from "../replay/compare";
import { type RecordedResource, type RecordedStep, readRecording, scenarios } from "../replay/recording";

/** The element of an array by `[name]`, or the property. */
function lookup(value: unknown, segment: string): unknown {
  return Array.isArray(value)
    ? value.find((element) => `[${element.name}]` === segment)
    : (value as Record<string, unknown> | undefined)?.[segment];
}

/** A program's inputs with `$ref` taken from the recorded state, or undefined when that is not known yet. */
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

const typeOf = (name: string): string => {
  const [, , resource = ""] = name.split(":");
  return `fastly:index/${resource[0]?.toLowerCase()}${resource.slice(1)}:${resource}`;
};

function inState(state: readonly RecordedResource[], type: string, name: string): RecordedResource | undefined {
  return state.find(({ urn }) => urn.endsWith(`${type}::${name}`));
}

describe("checks and diffs of the real provider, as recorded", () => {
  const provider = fastlyProvider({ env: {} });
  for (const scenario of scenarios) {
    it(scenario, async () => {
      const { steps } = readRecording(scenario, {});
      let compared = 0;
      for (const [index, step] of steps.entries()) {
        if (step.op === "up") compared += await compareStep(step, steps[index - 1]?.state ?? []);
      }
      assert.ok(compared > 0);
    });
  }

  async function compareStep(step: RecordedStep, before: readonly RecordedResource[]): Promise<number> {
    const outputs = new Map<string, RecordedResource>();
    let compared = 0;
    for (const { type, key, name, inputs } of step.resources.filter(({ type }) => type.startsWith("fastly:"))) {
      const full = typeOf(type);
      const after = inState(step.state, full, name);
      if (after === undefined) continue;
      outputs.set(key, after);
      const event = step.events.find(({ op, urn }) => urn === after.urn && /^(create|update|same)$/.test(op ?? ""));
      const failed = step.events.some((other) => other.failed !== undefined && other.urn === after.urn);
      // A replacement that is under way keeps two resources of one name, and an import starts from another state.
      const once = step.state.filter(({ urn }) => urn === after.urn).length === 1;
      if (event === undefined || !once || step.events.some(({ op, urn }) => op === "import" && urn === after.urn))
        continue;

      const resource = provider.resource(full);
      const news = resolved(inputs, outputs) as PropertyMap;
      const old = inState(before, full, name);
      const olds = recordedValues(old?.inputs ?? {}) as PropertyMap;
      const checked = await resource?.check({ urn: after.urn, olds: old && olds, news });
      assert.deepEqual(checked?.failures, []);
      const newInputs = unwrapSecrets(checked?.inputs ?? {});
      // A failed update keeps the old inputs.
      if (!(failed && event.op === "update"))
        assert.deepEqual(newInputs, recordedValues(after.inputs ?? {}), after.urn);
      compared += 1;
      if (old === undefined) continue;

      const oldOutputs = recordedValues(old.outputs ?? {}) as PropertyMap;
      const diff = await resource?.diff({ urn: after.urn, id: old.id ?? "", oldInputs: olds, oldOutputs, newInputs });
      const kinds = Object.entries(event.detailedDiff ?? {}).map(([path, { diffKind }]) => [path, diffKind]);
      const actual = Object.entries(diff?.detailedDiff ?? {}).map(([path, { kind }]) => [path, kind]);
      assert.deepEqual(Object.fromEntries(actual), Object.fromEntries(kinds), `${step.note}: ${after.urn}`);
      assert.deepEqual(diff?.diffs, event.diffs ?? [], `${step.note}: ${after.urn}`);
    }
    return compared;
  }
});
