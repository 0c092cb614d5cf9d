import type { Callbacks } from "./callbacks";
import type { Echo } from "./echo/echo";
import type { EngineEvent, Operation, StepOp } from "./events";
import type { Hooks } from "./hooks";
import type { Journal } from "./journal";
import type { ProviderRegistry } from "./providers";
import type { StoredResource } from "./storedResource";
import type { PropertyMap } from "./value";

/** One operation on a stack: what all parts of the operation share. */
export interface Run {
  readonly operation: Operation;
  /** Whether this is a preview: nothing is changed, outside or in the state file. */
  readonly preview: boolean;
  readonly project: string;
  readonly stack: string;
  readonly journal: Journal;
  /** The present content of the state file. A preview does not change it. */
  stored(): StoredResource[];
  readonly providers: ProviderRegistry;
  /** Answers for providers that are not here. Undefined where they are refused. */
  readonly echo?: Echo;
  readonly callbacks: Callbacks;
  readonly hooks: Hooks;
  readonly policies: Policies;
  /** The URNs that the run is limited to. Undefined means all. */
  readonly targets?: ReadonlySet<string>;
  /** The URNs that the program has registered so far. */
  readonly registered: Set<string>;
  /** The URNs to replace, whether or not they differ. */
  readonly replace: ReadonlySet<string>;
  readonly changes: Partial<Record<StepOp, number>>;
  /** Whether something failed or the run was cancelled: nothing new begins. */
  readonly stopped: boolean;
  emit(event: EngineEvent): void;
  report(severity: "info" | "warning" | "error", message: string, urn?: string): void;
  /**
   * Notes that the stopping error was reported before anything was done for its resource. The end then reports no more.
   */
  refused(): void;
  /** Stops the run. Work in progress goes on to its end. */
  stop(): void;
  /** Resolves when the run is stopped. */
  readonly whenStopped: Promise<void>;
  /** Registers what must be closed when the run ends, for whatever reason. */
  atEnd(cleanUp: () => void): void;
  /** Runs at most the stack's `parallel` pieces of work at the same time. */
  limit<T>(work: () => Promise<T>): Promise<T>;
}

/** The policy packs of a run. */
export interface Policies {
  /**
   * Lets the packs change the inputs of a resource, and then judge them. Resolves to the new inputs. A preview judges
   * everything, and fails at its end. An `up` does not make a refused resource.
   */
  review(run: Run, resource: StoredResource, ignoreChanges: string[]): Promise<PropertyMap>;
  /** The packs' changes of the inputs, without judgement or events: for a resource that was reviewed before. */
  remediate(run: Run, resource: StoredResource, ignoreChanges: string[]): Promise<PropertyMap>;
  /**
   * Lets the packs judge the complete stack. Throws `Stopped` when something mandatory was violated since the start.
   */
  reviewStack(run: Run): Promise<void>;
}

/** Ends a chain of work after its failure was reported, or after another one stopped the run. */
export class Stopped extends Error {}

/** The program has ended with an error, and has reported it. */
export class ProgramFailed extends Stopped {}

/** The same for a resource before any operation. The real engine then does not add that the update has failed. */
export function refused(run: Run, error: unknown, urn?: string): Stopped {
  if (!(error instanceof Stopped)) run.refused();
  return failed(run, error, urn);
}

/** Reports an error of a resource, and stops the run. */
export function failed(run: Run, error: unknown, urn?: string): Stopped {
  if (error instanceof Stopped) return error;
  run.report("error", error instanceof Error ? error.message : String(error), urn);
  run.stop();
  return new Stopped();
}
