import { PartialFailure, type PropertyDiff, type ProviderResource } from "./contract";
import type { StepOp } from "./events";
import { type GoalOptions, secondsOf } from "./goal";
import type { Change } from "./journal";
import { forProvider } from "./marshal";
import type { PendingOperation, StoredResource } from "./storedResource";
import type { PropertyMap } from "./value";
import { annotateSecrets, equal, unwrapSecrets, withSecretProperties } from "./values";

/** One step for one resource. */
export interface Step {
  op: StepOp;
  /** Whether the summary counts the step. A replacement counts once. */
  counted: boolean;
  old?: StoredResource;
  /** The wanted resource, still with its former outputs. */
  new?: StoredResource;
  diffs?: string[];
  detailedDiff?: Record<string, PropertyDiff>;
  retained?: boolean;
  /** What the state records while the step is in progress. Undefined when the step changes nothing outside. */
  pending?: PendingOperation["type"];
  /** The operation whose hooks run around this step. */
  operation?: "create" | "update" | "delete";
  hooks?: { before: string[]; after: string[]; onError: string[] };
  apply(preview: boolean): Promise<Outcome>;
}

export interface Outcome {
  /** The resource afterwards. */
  result?: StoredResource;
  change: Change;
}

/** The step failed, but left a resource that must be recorded. */
export class PartialOutcome extends Error {
  constructor(
    message: string,
    readonly outcome: Outcome,
  ) {
    super(message);
  }
}

export interface StepDiff {
  diffs?: string[];
  detailedDiff?: Record<string, PropertyDiff>;
}

interface Replacing extends StepDiff {
  old: StoredResource;
  /** Whether the old resource still exists, and is deleted after everything else. */
  deleteLater: boolean;
}

/** What the journal must know about the resource before `next`. */
function succession(old: StoredResource | undefined, next: StoredResource): Pick<Change, "replace" | "renamed"> {
  if (old === undefined) return {};
  return { replace: [[old, undefined]], ...(old.urn !== next.urn && { renamed: { from: old.urn, to: next.urn } }) };
}

function withOutputs(next: StoredResource, outputs: PropertyMap): StoredResource {
  return {
    ...next,
    outputs: withSecretProperties(annotateSecrets(outputs, next.inputs), next.additionalSecretOutputs ?? []),
  };
}

function partial(next: StoredResource, failure: PartialFailure): StoredResource {
  const inputs = annotateSecrets(failure.inputs, next.inputs);
  return { ...withOutputs({ ...next, inputs }, failure.outputs), id: failure.id, initErrors: [failure.message] };
}

export function sameStep(old: StoredResource, next: StoredResource): Step {
  const kept = { ...next, outputs: old.outputs, ...(old.id !== undefined && { id: old.id }) };
  const result = equalResources(old, kept) ? old : kept;
  return {
    op: "same",
    counted: true,
    old,
    new: result,
    apply: async () => ({ result, change: { add: result, ...succession(old, result) } }),
  };
}

function equalResources(a: StoredResource, b: StoredResource): boolean {
  return equal(a as unknown as PropertyMap, b as unknown as PropertyMap);
}

export function createStep(
  next: StoredResource,
  provider: ProviderResource | undefined,
  options: GoalOptions,
  replacing?: Replacing,
  /** A resource that was only read so far. */
  external?: StoredResource,
): Step {
  const change = (result: StoredResource): Change => {
    if (replacing === undefined) return { add: result, ...succession(external, result) };
    const { old, deleteLater } = replacing;
    const { replace, renamed } = succession(old, next);
    return { add: result, replace: deleteLater ? [[old, { ...old, delete: true }]] : replace, renamed };
  };
  return {
    op: replacing ? "create-replacement" : "create",
    counted: replacing === undefined,
    old: replacing?.old,
    new: next,
    diffs: replacing?.diffs,
    detailedDiff: replacing?.detailedDiff,
    pending: provider && "creating",
    operation: "create",
    hooks: { before: options.hooks.beforeCreate, after: options.hooks.afterCreate, onError: options.hooks.onError },
    async apply(preview) {
      if (provider === undefined) return { result: next, change: change(next) };
      try {
        const longest = options.customTimeouts?.create;
        const timeout = longest === undefined ? {} : { timeout: secondsOf(longest) };
        const given = { urn: next.urn, inputs: forProvider(next.inputs), preview, ...timeout };
        const created = await provider.create(given);
        const result = withOutputs(created.id === undefined ? next : { ...next, id: created.id }, created.outputs);
        return { result, change: change(result) };
      } catch (error) {
        if (!(error instanceof PartialFailure)) throw error;
        const result = partial(next, error);
        throw new PartialOutcome(`1 error occurred:\n\t* ${error.message}`, {
          result,
          change: change(result),
        });
      }
    },
  };
}

export function updateStep(
  old: StoredResource,
  next: StoredResource,
  provider: ProviderResource | undefined,
  options: GoalOptions,
  diff: StepDiff,
): Step {
  const change = (result: StoredResource): Change => ({ add: result, ...succession(old, next) });
  const id = old.id ?? "";
  // A component has no outputs until it registers them again. A run that fails before never registers them.
  const wanted = { ...next, ...(next.custom && { outputs: old.outputs }), ...(old.id !== undefined && { id }) };
  return {
    op: "update",
    counted: true,
    old,
    new: wanted,
    ...diff,
    pending: provider && "updating",
    operation: "update",
    hooks: { before: options.hooks.beforeUpdate, after: options.hooks.afterUpdate, onError: options.hooks.onError },
    async apply(preview) {
      if (provider === undefined) return { result: wanted, change: change(wanted) };
      try {
        const { outputs } = await provider.update({
          urn: next.urn,
          id,
          oldInputs: forProvider(old.inputs),
          oldOutputs: unwrapSecrets(old.outputs),
          newInputs: forProvider(next.inputs),
          preview,
        });
        const result = withOutputs(wanted, outputs);
        return { result, change: change(result) };
      } catch (error) {
        if (!(error instanceof PartialFailure)) throw error;
        const result = partial(wanted, error);
        throw new PartialOutcome(`1 error occurred:\n\t* ${error.message}`, {
          result,
          change: change(result),
        });
      }
    },
  };
}

/** The step for a replacement as a whole. */
export function replaceStep(old: StoredResource, next: StoredResource, diff: StepDiff): Step {
  return { op: "replace", counted: true, old, new: next, ...diff, apply: async () => ({ change: {} }) };
}

export interface DeleteOptions {
  /** The part of a replacement: `later` deletes the old half after everything else, `first` is deleteBeforeReplace. */
  replaced?: "first" | "later";
  /** A resource that is deleted along with another one needs no call. */
  withAnother?: boolean;
}

/** `key` is the journal's object for the resource, and `old` is its present form. */
export function deleteStep(
  key: StoredResource,
  old: StoredResource,
  provider: ProviderResource | undefined,
  { replaced, withAnother = false }: DeleteOptions = {},
): Step {
  const retained = old.retainOnDelete === true && !old.external;
  const untouched = old.external === true || retained || withAnother;
  return {
    op: old.external ? "discard" : replaced ? "delete-replaced" : "delete",
    counted: replaced === undefined,
    old,
    ...(retained && { retained }),
    pending: provider && !untouched ? "deleting" : undefined,
    operation: "delete",
    hooks: { before: old.beforeDelete ?? [], after: old.afterDelete ?? [], onError: old.onError ?? [] },
    async apply(preview) {
      if (old.protect && replaced === undefined) {
        throw new Error(
          `resource "${old.urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, ` +
            "remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`",
        );
      }
      if (provider && !untouched && !preview) {
        try {
          await provider.delete({
            urn: old.urn,
            id: old.id ?? "",
            inputs: forProvider(old.inputs),
            outputs: unwrapSecrets(old.outputs),
          });
        } catch (error) {
          throw new Error(`deleting ${old.urn}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      return { change: { replace: [[key, replaced === "first" ? { ...old, pendingReplacement: true } : undefined]] } };
    },
  };
}

/**
 * Takes over an existing resource. `old` had its place in the stack: another resource, or one that was only read so
 * far.
 */
export function importStep(next: StoredResource, provider: ProviderResource, old: StoredResource | undefined): Step {
  const id = next.importId ?? "";
  const replacing = old?.external ? undefined : old;
  return {
    op: replacing ? "import-replacement" : "import",
    counted: replacing === undefined,
    old: replacing,
    new: { ...next, id },
    pending: "importing",
    async apply() {
      // Only the program knows an echoed resource: its inputs count as the real ones.
      const said = provider.echoed && { inputs: forProvider(next.inputs) };
      const read = await provider.read({ urn: next.urn, id, ...said });
      if (read === undefined) throw new Error(`resource '${id}' does not exist`);
      const imported = { ...next, id: read.id, inputs: annotateSecrets(read.inputs, next.inputs) };
      const result = withOutputs(imported, read.outputs);
      return {
        result,
        change: {
          add: result,
          ...succession(old, result),
          ...(replacing && { replace: [[replacing, { ...replacing, delete: true }]] }),
        },
      };
    },
  };
}

/** `Resource.get`: reads a resource that something else manages. */
export function readStep(next: StoredResource, provider: ProviderResource, old: StoredResource | undefined): Step {
  const id = next.id ?? "";
  return {
    op: "read",
    counted: false,
    old,
    new: next,
    pending: "reading",
    async apply() {
      const read = await provider.read({ urn: next.urn, id, inputs: forProvider(next.inputs), outputs: {} });
      if (read === undefined) throw new Error(`resource '${id}' does not exist`);
      const result = withOutputs({ ...next, id: read.id }, read.outputs);
      return { result, change: { add: result, ...succession(old, result) } };
    },
  };
}
