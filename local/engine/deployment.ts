import { limitTo } from "pulumi-fastly-compute/internal";
import type { RunOptions, RunResult } from "../stack";
import { openCallbacks } from "./callbacks";
import { deleteRemaining, refuseDeleteHooks } from "./deletes";
import { openEcho } from "./echo/echo";
import type { EngineEvent, Operation } from "./events";
import { openHooks } from "./hooks";
import { openJournal } from "./journal";
import { typesFor } from "./language/schemas";
import { lockState } from "./lock";
import type { DeploymentOptions } from "./options";
import { openPolicies } from "./policy/policies";
import { workingDirectory } from "./program";
import { runProgram } from "./programRun";
import { providerRegistry } from "./providers";
import { refreshResources } from "./refresh";
import { ProgramFailed, type Run, refused, Stopped } from "./run";
import { type Checkpoint, openStateFile, type StateFile } from "./stateFile";
import type { PendingOperation } from "./storedResource";
import { STACK_TYPE } from "./urn";
import type { PropertyMap } from "./value";

/**
 * Runs one operation from its `start` event to its `summary`. Problems become events and an exit code, not exceptions.
 */
export async function deploy(
  options: DeploymentOptions,
  operation: Operation,
  runOptions: RunOptions,
): Promise<RunResult> {
  const { project, stack } = options;
  const preview = operation === "preview";
  const startedAt = performance.now();
  const events: EngineEvent[] = [];
  const mask = secretMask(Object.values(options.secretConfig));
  const emit = (original: EngineEvent) => {
    const event = original.kind === "diagnostic" ? { ...original, message: mask(original.message) } : original;
    events.push(event);
    runOptions.onEvent?.(event);
  };
  const error = (message: string) => emit({ kind: "diagnostic", severity: "error", message });
  const stopping = stopSwitch();
  const changes: Run["changes"] = {};
  const cleanUps: (() => void)[] = [];
  const atEnd = (cleanUp: () => void) => void cleanUps.push(cleanUp);
  const reviews = operation === "preview" || operation === "up";
  let explained = false;
  const shared = {
    refused: () => {
      explained = true;
    },
    ...{ operation, preview, project, stack, changes, emit },
    registered: new Set<string>(),
    replace: new Set(runOptions.replace),
    ...(runOptions.target && { targets: new Set(runOptions.target) }),
    limit: limitTo(options.parallel),
    stop: stopping.stop,
    whenStopped: stopping.whenStopped,
    atEnd,
    policies: openPolicies(reviews ? options : { ...options, policyPacks: [] }, { preview, emit, atEnd }),
  };
  const abort = () => {
    error(`the ${operation} was cancelled`);
    stopping.stop();
  };

  emit({ kind: "start", operation, project, stack });
  let outputs: PropertyMap = {};
  try {
    if (!preview) shared.atEnd(lockState(options.stateFile));
    const file = openStateFile(options.stateFile, options.passphrase);
    // After a failed preview the outputs stay those of the state.
    if (operation === "preview") outputs = outputsOf(file.initial.resources);
    if (runOptions.signal?.aborted) abort();
    runOptions.signal?.addEventListener("abort", abort, { once: true });
    const work = execute(options, runOptions, file, (resources, pending) =>
      openRun(options, shared, { resources, pending }, preview ? undefined : file, () => stopping.stopped),
    );
    outputs = await abandonable(work, runOptions.signal, options.cancelGraceMs);
  } catch (failure) {
    stopping.stop();
    explained ||= failure instanceof ProgramFailed && errorsIn(events).length > 0;
    if (!(failure instanceof Stopped)) error(failure instanceof Error ? failure.message : String(failure));
  } finally {
    runOptions.signal?.removeEventListener("abort", abort);
    for (const cleanUp of cleanUps.reverse()) cleanUp();
  }

  const ok = !stopping.stopped;
  if (!ok && !explained) error(preview ? "preview failed" : "update failed");
  const durationMs = Math.round(performance.now() - startedAt);
  emit({ kind: "summary", operation, ok, changes, durationMs });
  return { operation, ok, exitCode: ok ? 0 : 1, changes, outputs, events, errors: errorsIn(events) };
}

/** The phases of an operation. Resolves to the stack's outputs afterwards. */
async function execute(
  options: DeploymentOptions,
  runOptions: RunOptions,
  file: StateFile,
  open: (resources: Checkpoint["resources"], interrupted: PendingOperation[]) => Run,
): Promise<PropertyMap> {
  let run = open(file.initial.resources, file.initial.pending);
  const { operation } = run;
  const before = stackOutputs(run);
  const refreshing = operation === "refresh" || runOptions.refresh === true;
  if (!refreshing) warnAboutInterrupted(run, file.initial.pending);
  if (operation === "refresh" && runOptions.runProgram) {
    // The program's providers may have credentials that the state lacks.
    await runProgram(run, options, runOptions.env ?? {});
    run = open(run.journal.resources(), file.initial.pending);
  }
  if (operation !== "refresh") refuseUnknownTargets(run, file.initial.resources, run.replace);
  if (refreshing) {
    refuseUnknownTargets(run, file.initial.resources, run.targets);
    await refreshResources(run, operation === "refresh");
    await run.journal.clearInterrupted();
    if (operation === "refresh") return before;
    run = open(run.journal.resources(), []);
  }
  if (operation === "destroy") {
    if (runOptions.runProgram) {
      await runProgram(run, options, runOptions.env ?? {});
    } else {
      refuseDeleteHooks(run);
      await deleteRemaining(run);
    }
    refuseUnknownTargets(run, file.initial.resources, run.targets);
    return {};
  }
  const outputs = await runProgram(run, options, runOptions.env ?? {});
  run.emit({ kind: "stack-outputs", outputs, old: before });
  refuseUnknownTargets(run, file.initial.resources, run.targets);
  return outputs;
}

/** Resources that a run is limited to must exist: in the state or in the program. */
function refuseUnknownTargets(run: Run, before: Checkpoint["resources"], urns: ReadonlySet<string> | undefined): void {
  const known = new Set([...run.registered, ...before.map(({ urn }) => urn)]);
  const unknown = [...(urns ?? [])].filter((urn) => !known.has(urn));
  for (const urn of unknown) {
    const hint = urn.includes("$") ? "" : " Did you forget to escape $ in your shell?";
    refused(run, new Error(`Target '${urn}' could not be found in the stack.${hint}`));
  }
  if (unknown.length > 0) throw new Stopped();
}

function stackOutputs(run: Run): PropertyMap {
  return outputsOf(run.journal.resources());
}

function outputsOf(resources: Checkpoint["resources"]): PropertyMap {
  return resources.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
}

type Shared = Pick<
  Run,
  | "operation"
  | "preview"
  | "project"
  | "stack"
  | "changes"
  | "emit"
  | "registered"
  | "replace"
  | "targets"
  | "limit"
  | "refused"
  | "stop"
  | "whenStopped"
  | "atEnd"
  | "policies"
>;

function openRun(
  options: DeploymentOptions,
  shared: Shared,
  { resources, pending }: Checkpoint,
  file: StateFile | undefined,
  isStopped: () => boolean,
): Run {
  // An abandoned provider call may still go on. It must not write to a state file that another run may own by then.
  let closed = false;
  const write: StateFile["write"] = async (checkpoint) => (closed ? undefined : file?.write(checkpoint));
  const journal = openJournal(resources, pending, file && { write });
  const callbacks = openCallbacks();
  const asked = new Set<string>();
  const echo = options.strict
    ? undefined
    : openEcho({
        ...options,
        directory: workingDirectory(options.program),
        sdk: typesFor(options, workingDirectory(options.program)),
        preview: shared.preview,
        asked: (token) => {
          if (!asked.has(token)) {
            asked.add(token);
            shared.emit({ kind: "echo", token });
          }
        },
      });
  shared.atEnd(() => {
    closed = true;
    callbacks.close();
  });
  const report: Run["report"] = (severity, message, urn) =>
    shared.emit({ kind: "diagnostic", severity, message, ...(urn !== undefined && { urn }) });
  return {
    ...shared,
    journal,
    stored: () => (shared.preview ? resources : journal.resources()),
    callbacks,
    providers: providerRegistry(options.providers, journal.find, echo),
    ...(echo && { echo }),
    hooks: openHooks(callbacks, shared.preview, (message, urn) => report("warning", message, urn)),
    report,
    get stopped() {
      return isStopped();
    },
  };
}

/** Waits until work has ended. After an abort it waits only so long, and leaves the rest recorded as pending. */
async function abandonable<T>(work: Promise<T>, signal: AbortSignal | undefined, graceMs: number): Promise<T> {
  if (signal === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const settled = new AbortController();
  const abandoned = new Promise<never>((_, reject) => {
    const wait = () => {
      timer = setTimeout(() => reject(new Stopped()), graceMs);
    };
    if (signal.aborted) wait();
    else signal.addEventListener("abort", wait, { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([work, abandoned]);
  } finally {
    settled.abort();
    clearTimeout(timer);
    work.catch(() => {});
  }
}

function warnAboutInterrupted(run: Run, pending: PendingOperation[]): void {
  if (pending.length === 0) return;
  const list = pending.map(({ type, resource }) => `  * ${resource.urn}, interrupted while ${type}`);
  run.report(
    "warning",
    `Attempting to deploy or update resources with ${pending.length} pending operations from previous deployment.\n` +
      `${list.join("\n")}\nThese resources are in an unknown state because the engine was interrupted while waiting ` +
      "for changes to these resources to complete. Check whether the operations listed completed, remove or import " +
      "what they left behind, and clear the list with a refresh.",
  );
}

function stopSwitch(): { readonly stopped: boolean; stop: () => void; whenStopped: Promise<void> } {
  let stopped = false;
  let resolve = () => {};
  const whenStopped = new Promise<void>((done) => {
    resolve = done;
  });
  return {
    get stopped() {
      return stopped;
    },
    stop() {
      stopped = true;
      resolve();
    },
    whenStopped,
  };
}

/** Hides secret configuration in messages. Values of one or two characters would hide everything. */
function secretMask(secrets: string[]): (message: string) => string {
  const shown = secrets.filter((secret) => secret.length > 2);
  return (message) => shown.reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), message);
}

function errorsIn(events: EngineEvent[]): string[] {
  return events.flatMap((event) => (event.kind === "diagnostic" && event.severity === "error" ? [event.message] : []));
}
