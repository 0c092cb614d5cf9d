import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { type DiffResult, PartialFailure, type ProviderResource } from "../../engine/contract";
import { type PropertyMap, UNKNOWN } from "../../engine/value";
import type { FastlyClient } from "../client";
import { type CheckRule, checkInputs } from "./check";
import { detailedDiff } from "./detailedDiff";
import { importedInputs, refreshedInputs } from "./extractInputs";
import { type CustomizePlan, type Plan, planChange, REPLACED } from "./plan";
import { outputsOf, ResourceData } from "./resourceData";
import type { Schema } from "./schema";
import { DEFAULTS, isUnknown, textOf } from "./values";

/** The environment of a resource's operations. */
export interface Context {
  client: FastlyClient;
  /** The major version of the provider to act as. */
  major: ProviderMajor;
  /** The pause after cloning a version, in milliseconds. The real provider waits 7000. */
  cloneDelayMs: number;
  /** The directory to which `package.filename` is relative. */
  programDirectory: string;
  /** How many seconds the operation may take, if the program says so. */
  timeout?: number;
}

type Operation = (data: ResourceData, context: Context) => Promise<void>;

/** A Fastly resource as its Terraform provider defines it. The bridge to Pulumi does the rest. */
export interface ResourceDefinition {
  readonly type: string;
  readonly schema: Schema;
  readonly rules?: readonly CheckRule[];
  /** Maps whose changes are ignored unless `managed` is true or `parent` changes. */
  readonly seeded?: { property: string; managed: string; parent: string };
  readonly customize?: CustomizePlan;
  /** Makes the resource. Sets `data.id` as soon as it exists, so that a later failure is a partial one. */
  readonly create: Operation;
  /** Missing when every property replaces the resource. */
  readonly update?: Operation;
  /** Clears `data.id` when the resource is gone. */
  readonly read: Operation;
  readonly delete: Operation;
  /** The initial state for the read of an imported resource. */
  readonly importState?: (id: string) => { id: string; state: PropertyMap };
}

export function bridgeResource(
  definition: ResourceDefinition,
  { env, major }: { env: Readonly<Record<string, string | undefined>>; major: ProviderMajor },
  context: () => Context,
): ProviderResource {
  const { schema } = definition;
  return {
    check: async (args) => checkInputs(schema, { ...args, env, major, rules: definition.rules }),
    diff: async (args) => diffResource(definition, args),
    create: async ({ urn, inputs, preview, timeout }) => {
      const { planned } = planFor(definition, undefined, inputs);
      if (preview) return { outputs: outputsOf(schema, planned, UNKNOWN) };
      const data = new ResourceData(schema, { id: "", planned });
      await perform(data, inputs, `creating ${urn}`, schema, () => definition.create(data, { ...context(), timeout }));
      return { id: data.id, outputs: outputsOf(schema, data.result(), data.id) };
    },
    update: async ({ urn, id, oldInputs, oldOutputs, newInputs, preview }) => {
      const { planned } = planFor(definition, oldOutputs, newInputs);
      if (preview) return { outputs: outputsOf(schema, planned, id) };
      const data = new ResourceData(schema, { id: idIn(oldOutputs, id), prior: oldOutputs, planned });
      await perform(data, oldInputs, `updating ${urn}`, schema, async () => definition.update?.(data, context()));
      return { outputs: outputsOf(schema, data.result(), data.id) };
    },
    read: async ({ urn, id, inputs, outputs }) => {
      const start = outputs === undefined ? imported(definition, id) : { id: idIn(outputs, id), state: outputs };
      if (start === undefined) return undefined;
      const data = new ResourceData(schema, { id: start.id, prior: start.state });
      await definition.read(data, context()).catch((error) => {
        throw new Error(`refreshing ${urn}: ${oneError(error)}`);
      });
      if (data.id === "") return undefined;
      const state = outputsOf(schema, data.result(), data.id);
      const extracted = outputs === undefined || inputs === undefined;
      return {
        id: data.id,
        inputs: extracted ? importedInputs(schema, state) : refreshedInputs(inputs, state, major),
        outputs: state,
      };
    },
    delete: async ({ urn, id, outputs }) => {
      const data = new ResourceData(schema, { id: idIn(outputs, id), prior: outputs });
      await definition.delete(data, context()).catch((error) => {
        throw new Error(`deleting ${urn}: ${oneError(error)}`);
      });
    },
  };
}

/** An id that the provider cannot parse counts as the id of nothing that exists. */
function imported({ importState }: ResourceDefinition, id: string): { id: string; state: PropertyMap } | undefined {
  if (importState === undefined) return { id, state: {} };
  try {
    return importState(id);
  } catch {
    return undefined;
  }
}

/** Terraform uses the id in the outputs, which an update may have changed. Pulumi's id stays. */
function idIn(outputs: PropertyMap, id: string): string {
  return typeof outputs.id === "string" && outputs.id !== "" ? outputs.id : id;
}

/** After a failure, a resource with an id stays. Everything known about it goes into the state. */
async function perform(
  data: ResourceData,
  inputs: PropertyMap,
  action: string,
  schema: Schema,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (data.id === "") throw new Error(oneError(error));
    const outputs = outputsOf(schema, data.result(), data.id);
    throw new PartialFailure(`${action}: ${oneError(error)}`, data.id, inputs, outputs);
  }
}

function oneError(error: unknown): string {
  return `1 error occurred:\n\t* ${error instanceof Error ? error.message : String(error)}\n\n`;
}

function planFor(definition: ResourceDefinition, prior: PropertyMap | undefined, config: PropertyMap): Plan {
  const { schema, seeded, customize } = definition;
  const managed = seeded === undefined || config[seeded.managed] === true;
  const moved = seeded !== undefined && textOf(config[seeded.parent]) !== textOf(prior?.[seeded.parent]);
  const suppressed = new Set(managed || moved ? [] : [seeded.property]);
  return planChange(schema, prior, config, { suppressed, customize });
}

function diffResource(
  definition: ResourceDefinition,
  args: { oldOutputs: PropertyMap; newInputs: PropertyMap; ignoreChanges?: string[] },
): DiffResult {
  const { schema } = definition;
  const newInputs = withoutIgnored(args.newInputs, args.oldOutputs, args.ignoreChanges ?? []);
  const plan = planFor(definition, args.oldOutputs, newInputs);
  const detailed = plan.differs ? detailedDiff(schema, args.oldOutputs, plan.planned, newInputs) : {};
  if (plan.changed.has(REPLACED)) {
    detailed[REPLACED] = { kind: "update-replace", inputDiff: false };
  }
  const diffs = [...new Set(Object.keys(detailed).map(topLevel))].sort();
  const replaces = [
    ...new Set(
      Object.entries(detailed)
        .filter(([, change]) => change.kind.endsWith("-replace"))
        .map(([path]) => topLevel(path)),
    ),
  ];
  return {
    changes: plan.differs && diffs.length > 0,
    diffs,
    replaces,
    detailedDiff: detailed,
    deleteBeforeReplace: replaces.length > 0 && hasGivenName(schema, newInputs),
  };
}

function topLevel(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

/** Two resources cannot share a name that the program chose, so the old one has to be deleted first. */
function hasGivenName(schema: Schema, inputs: PropertyMap): boolean {
  const defaults = inputs[DEFAULTS];
  return (
    schema.some((field) => field.name === "name") &&
    !isUnknown(inputs.name) &&
    Array.isArray(defaults) &&
    !defaults.includes("name")
  );
}

function withoutIgnored(inputs: PropertyMap, state: PropertyMap, ignored: readonly string[]): PropertyMap {
  const kept = { ...inputs };
  // The engine has already restored ignored parts inside a property.
  for (const name of ignored.filter((path) => topLevel(path) === path)) {
    if (state[name] === undefined || state[name] === null) delete kept[name];
    else kept[name] = state[name];
  }
  return kept;
}
