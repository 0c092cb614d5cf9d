import type { StepEvent } from "./events";
import { failed, type Run, Stopped } from "./run";
import { type Outcome, PartialOutcome, type Step } from "./steps";
import type { StoredResource } from "./storedResource";
import { isDefaultProvider, urnName } from "./urn";

const MAX_RETRIES = 100;

/** Executes steps one after the other. Resolves to the resource after the last step. */
export async function executeChain(run: Run, steps: readonly Step[]): Promise<StoredResource | undefined> {
  let result: StoredResource | undefined;
  for (const step of steps) {
    const outcome = await (step.pending ? run.limit(() => executeStep(run, step)) : executeStep(run, step));
    result = outcome.result ?? result;
  }
  return result;
}

async function executeStep(run: Run, step: Step): Promise<Outcome> {
  if (run.stopped) throw new Stopped();
  const resource = step.new ?? step.old;
  if (resource === undefined) throw new Error("a step needs a resource");
  const shown = !isDefaultProvider(resource.urn);
  const emit = (phase: StepEvent["phase"], result = step.new) => {
    if (shown) run.emit(stepEvent(step, resource, phase, result));
  };
  const after = step.hooks?.after ?? [];

  if (!run.preview) emit("started");
  let outcome: Outcome;
  try {
    await run.hooks.run("before", step.hooks?.before ?? [], { old: formerOf(step), new: step.new, done: false });
    outcome = await applyRecorded(run, step, resource);
  } catch (error) {
    const told = run.preview && !(error instanceof Stopped) ? new Error(`Preview failed: ${messageOf(error)}`) : error;
    const stopped = failed(run, told, resource.urn);
    // In a preview the engine reports a step before it reads the step's result.
    emit(run.preview ? "done" : "failed");
    throw stopped;
  }
  if (shown && step.counted) run.changes[step.op] = (run.changes[step.op] ?? 0) + 1;
  emit("done", outcome.result ?? step.new);

  // A component's after-hooks wait for its outputs.
  if (after.length > 0 && (resource.custom || step.operation === "delete")) {
    await runAfterHooks(run, step, after, outcome.result);
  }
  return outcome;
}

export async function runAfterHooks(
  run: Run,
  step: Pick<Step, "old" | "operation">,
  names: readonly string[],
  result: StoredResource | undefined,
): Promise<void> {
  try {
    await run.hooks.run("after", names, { old: formerOf(step), new: result, done: true });
  } catch (error) {
    throw failed(run, error, result?.urn ?? step.old?.urn);
  }
}

/** The old resource in a call of hooks. A create that replaces a resource has none there. */
function formerOf({ old, operation }: Pick<Step, "old" | "operation">): StoredResource | undefined {
  return operation === "create" ? undefined : old;
}

async function applyRecorded(run: Run, step: Step, resource: StoredResource): Promise<Outcome> {
  const operation =
    step.pending && !run.preview && !isProviderResource(resource)
      ? await run.journal.begin(step.pending, resource)
      : undefined;
  try {
    const outcome = await applyRetrying(run, step, resource);
    await run.journal.end(operation, outcome.change);
    return outcome;
  } catch (error) {
    await run.journal.end(operation, error instanceof PartialOutcome ? error.outcome.change : {});
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isProviderResource(resource: StoredResource): boolean {
  return resource.type.startsWith("pulumi:providers:");
}

/** Applies a step again while its error hooks ask for that. The leftovers of a failed attempt stay. */
async function applyRetrying(run: Run, step: Step, resource: StoredResource): Promise<Outcome> {
  const names = step.hooks?.onError ?? [];
  let initErrors: string[] | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      const outcome = await step.apply(run.preview);
      const { result } = outcome;
      if (initErrors === undefined || result === undefined) return outcome;
      const kept = { ...result, initErrors };
      return { result: kept, change: { ...outcome.change, add: kept } };
    } catch (error) {
      if (names.length === 0 || run.preview || attempt > MAX_RETRIES) throw error;
      const message = messageOf(error);
      const call = {
        old: formerOf(step),
        new: step.new,
        done: false,
        operation: step.operation ?? step.op,
        error: message,
      };
      // The program may not be running, or no longer have the hook. A failed deletion stays the error then.
      const wantsRetry = run.hooks.wantsRetry(names, call).catch((failure) => {
        throw step.operation === "delete" ? error : failure;
      });
      if (!(await wantsRetry)) throw error;
      if (error instanceof PartialOutcome) initErrors = error.outcome.result?.initErrors;
      run.report(
        "warning",
        `retrying ${call.operation} due to on-error hook request (${attempt}/${MAX_RETRIES})`,
        resource.urn,
      );
    }
  }
}

function stepEvent(
  step: Step,
  resource: StoredResource,
  phase: StepEvent["phase"],
  result: StoredResource | undefined,
): StepEvent {
  const { urn, type, parent } = resource;
  return {
    kind: "step",
    phase,
    op: step.op,
    urn,
    type,
    name: urnName(urn),
    ...(parent !== undefined && { parent }),
    ...(step.old && { old: step.old }),
    ...(result && step.operation !== "delete" && { new: result }),
    ...(step.diffs && { diffs: step.diffs }),
    ...(step.detailedDiff && { detailedDiff: step.detailedDiff }),
    ...(step.retained && { retained: true }),
    ...(resource.echoed && { notSimulated: true }),
  };
}
