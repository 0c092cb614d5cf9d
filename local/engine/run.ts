import type { Callbacks } from "./callbacks";
import type { Echo } from "./echo/echo";
import type { EngineEvent, Operation, StepOp } from "./events";
import type { Hooks } from "./hooks";
import type { Journal } from "./journal";
import type { ProviderRegistry } from "./providers";
import type { StoredResource } from "./storedResource";
import type { PropertyMap } from "./value";

/** One operation on a stack, as its parts share it. */
export interface Run {
  readonly operation: Operation;
  /** Nothing is changed, neither outside nor in the state file. */
  readonly preview: boolean;
  readonly project: string;
  readonly stack: string;
  readonly journal: Journal;
  /** What the state file has by now, which a preview does not change. */
  stored(): StoredResource[];
  readonly providers: ProviderRegistry;
  /** Stands for what is not modelled; none where that is refused. */
  readonly echo?: Echo;
  readonly callbacks: Callbacks;
  readonly hooks: Hooks;
  readonly policies: Policies;
  /** URNs to work on; undefined means all. */
  readonly targets?: ReadonlySet<string>;
  /** URNs that the program has registered so far. */
  readonly registered: Set<string>;
  /** URNs to replace whether or not they differ. */
  readonly replace: ReadonlySet<string>;
  readonly changes: Partial<Record<StepOp, number>>;
  /** Whether something failed or the run was cancelled: nothing new is begun. */
  readonly stopped: boolean;
  emit(event: EngineEvent): void;
  report(severity: "info" | "warning" | "error", message: string, urn?: string): void;
  /** What stopped the run was told before anything was done for it: no more is said at the end. */
  refused(): void;
  /** Stops the run. What is under way goes on to its end. */
  stop(): void;
  /** Resolves when the run is stopped. */
  readonly whenStopped: Promise<void>;
  /** Registers what must be closed when the run ends, however it does. */
  atEnd(cleanUp: () => void): void;
  /** Runs no more than the stack's `parallel` at a time. */
  limit<T>(work: () => Promise<T>): Promise<T>;
}

/** The policy packs of a run. */
export interface Policies {
  /**
   * Lets the packs change the inputs of a resource, then judge them; resolves to the inputs to go on with. In a preview
   * everything is judged and the run fails at its end; in an `up` what is refused is not made.
   */
  review(run: Run, resource: StoredResource, ignoreChanges: string[]): Promise<PropertyMap>;
  /** What the packs make of the inputs, without judgement or events: for a resource that was reviewed before. */
  remediate(run: Run, resource: StoredResource, ignoreChanges: string[]): Promise<PropertyMap>;
  /** Has the complete stack judged, and throws `Stopped` when something mandatory was violated since the start. */
  reviewStack(run: Run): Promise<void>;
}

/** Ends a chain of work after its failure was reported or the run was stopped by another. */
export class Stopped extends Error {}

/** The program has ended with an error, which it has said. */
export class ProgramFailed extends Stopped {}

/** The same for a resource that nothing is done for. The real engine says no more then that the update has failed. */
export function refused(run: Run, error: unknown, urn?: string): Stopped {
  if (!(error instanceof Stopped)) run.refused();
  return failed(run, error, urn);
}

/** Reports an error of a resource and stops the run. */
export function failed(run: Run, error: unknown, urn?: string): Stopped {
  if (error instanceof Stopped) return error;
  run.report("error", error instanceof Error ? error.message : String(error), urn);
  run.stop();
  return new Stopped();
}
