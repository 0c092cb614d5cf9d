import type { Callbacks } from "./callbacks";
import type { EngineEvent, Operation, StepOp } from "./events";
import type { Hooks } from "./hooks";
import type { Journal } from "./journal";
import type { Policies } from "./policy/policies";
import type { ProviderRegistry } from "./providers";
import type { StoredResource } from "./storedResource";

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
  readonly callbacks: Callbacks;
  readonly hooks: Hooks;
  readonly policies: Policies;
  /** URNs to work on; undefined means all. */
  readonly targets?: ReadonlySet<string>;
  /** URNs to replace whether or not they differ. */
  readonly replace: ReadonlySet<string>;
  readonly changes: Partial<Record<StepOp, number>>;
  /** Whether something failed or the run was cancelled: nothing new is begun. */
  readonly stopped: boolean;
  emit(event: EngineEvent): void;
  report(severity: "info" | "warning" | "error", message: string, urn?: string): void;
  /** Stops the run. What is under way goes on to its end. */
  stop(): void;
  /** Resolves when the run is stopped. */
  readonly whenStopped: Promise<void>;
  /** Registers what must be closed when the run ends, however it does. */
  atEnd(cleanUp: () => void): void;
  /** Runs no more than the stack's `parallel` at a time. */
  limit<T>(work: () => Promise<T>): Promise<T>;
}

/** Ends a chain of work after its failure was reported or the run was stopped by another. */
export class Stopped extends Error {}

/** The program has ended with an error, which it has said. */
export class ProgramFailed extends Stopped {}

/** Reports an error of a resource and stops the run. */
export function failed(run: Run, error: unknown, urn?: string): Stopped {
  if (error instanceof Stopped) return error;
  run.report("error", error instanceof Error ? error.message : String(error), urn);
  run.stop();
  return new Stopped();
}
