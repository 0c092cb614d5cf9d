import { diffResource } from "./diff";
import type { StepEvent, StepOp } from "./events";
import { forProvider } from "./marshal";
import { failed, type Run, Stopped } from "./run";
import type { StoredResource } from "./storedResource";
import { isDefaultProvider, providerPackage, urnName } from "./urn";
import { annotateSecrets, equal, unwrapSecrets, withSecretProperties } from "./values";

/**
 * Reads every resource, and updates the state to what really exists. A resource that is gone leaves the state. A
 * successful read clears the errors of a failed create or update. With `counted`, the summary has the result of each.
 */
export async function refreshResources(run: Run, counted: boolean): Promise<void> {
  const remaining = run.journal.remaining().filter(([, { urn }]) => run.targets?.has(urn) ?? true);
  const outcomes = await Promise.allSettled(
    remaining.map(async ([key]) => {
      const op = await run.limit(() => refreshResource(run, key));
      if (!counted || isDefaultProvider(key.urn)) return;
      run.changes[op] = (run.changes[op] ?? 0) + 1;
    }),
  );
  if (outcomes.some(({ status }) => status === "rejected")) throw new Stopped();
  await forgetDeleted(run);
}

async function refreshResource(run: Run, old: StoredResource): Promise<StepOp> {
  if (run.stopped) throw new Stopped();
  const { urn, type, parent } = old;
  const emit = (phase: StepEvent["phase"], result: StoredResource | undefined) => {
    if (isDefaultProvider(urn)) return;
    run.emit({
      kind: "step",
      phase,
      op: "refresh",
      urn,
      type,
      name: urnName(urn),
      ...(parent !== undefined && { parent }),
      old,
      ...(result && { new: result }),
      ...(old.echoed && { notSimulated: true }),
    });
  };
  if (!run.preview) emit("started", undefined);
  try {
    const result = await readAgain(run, old);
    if (result !== old) await run.journal.end(undefined, { replace: [[old, result]] });
    emit("done", result);
    return await outcome(run, old, result);
  } catch (error) {
    const stopped = failed(run, error, urn);
    emit("failed", undefined);
    throw stopped;
  }
}

/**
 * The result of a refresh for a resource. It is an update only when the next `up` of an unchanged program would have to
 * undo it. Values that the provider only words differently, or decides alone, do not count.
 */
async function outcome(run: Run, old: StoredResource, result: StoredResource | undefined): Promise<StepOp> {
  if (result === undefined) return "delete";
  if (result === old) return "same";
  const options = { ignoreChanges: [], replaceOnChanges: [] };
  const diff = await diffResource(result, old, run.providers.resource(old.type, old.provider), options);
  return diff.changes ? "update" : "same";
}

async function readAgain(run: Run, old: StoredResource): Promise<StoredResource | undefined> {
  if (!old.custom || providerPackage(old.type) !== undefined || old.pendingReplacement) return old;
  const read = await run.providers.resource(old.type, old.provider).read({
    urn: old.urn,
    id: old.id ?? "",
    inputs: forProvider(old.inputs),
    outputs: unwrapSecrets(old.outputs),
  });
  if (read === undefined) return undefined;
  const { initErrors: _initErrors, ...rest } = old;
  const inputs = annotateSecrets(read.inputs, old.inputs);
  const outputs = withSecretProperties(
    annotateSecrets(annotateSecrets(read.outputs, old.outputs), inputs),
    old.additionalSecretOutputs ?? [],
  );
  const result = { ...rest, id: read.id, inputs, outputs };
  return old.initErrors === undefined && equal(old.inputs, inputs) && equal(old.outputs, outputs) && old.id === read.id
    ? old
    : result;
}

/** Removes resources that are gone from the others' dependencies. */
async function forgetDeleted(run: Run): Promise<void> {
  const urns = new Set(run.journal.resources().map(({ urn }) => urn));
  for (const [key, current] of run.journal.remaining()) {
    const known = (urn: string) => urns.has(urn);
    if (current.dependencies.every(known)) continue;
    const propertyDependencies = Object.entries(current.propertyDependencies).map(
      ([property, list]) => [property, list.filter(known)] as const,
    );
    const pruned: StoredResource = {
      ...current,
      dependencies: current.dependencies.filter(known),
      propertyDependencies: Object.fromEntries(propertyDependencies),
    };
    await run.journal.end(undefined, { replace: [[key, pruned]] });
  }
}
