import type { EngineEvent, Operation, StepOp } from "./engine/events";
import type { PropertyMap } from "./engine/value";

/**
 * A Pulumi stack that can be deployed: by the local engine, or by the real `pulumi` when it is on PATH.
 * Tests and the demo are written against this and run on either.
 */
export interface Stack {
  /** Which engine deploys it. */
  readonly engine: "embedded" | "pulumi";
  /** Says what `up` would do, and does nothing. */
  preview(options?: RunOptions): Promise<RunResult>;
  /** Deploys without a preview pass first, as `pulumi up --skip-preview`. */
  up(options?: RunOptions): Promise<RunResult>;
  /** Brings the state up to date with what is live. */
  refresh(options?: RunOptions): Promise<RunResult>;
  /** Deletes everything that the stack has made, but what it retains. */
  destroy(options?: RunOptions): Promise<RunResult>;
  /** The stack's resources as the state holds them, secrets unwrapped: for tests to look at. */
  exportState(): Promise<StackState>;
}

/** What a run does differently. */
export interface RunOptions {
  /** Is told everything that happens, at once and in order. */
  onEvent?: (event: EngineEvent) => void;
  /** Ends the run early: what is under way is finished. */
  signal?: AbortSignal;
  /** URNs to replace, as `--replace`. */
  replace?: string[];
  /** URNs to limit the run to, as `--target`. */
  target?: string[];
  /** Refresh the state first, as `--refresh`. */
  refresh?: boolean;
  /** Run the program of a `destroy` or `refresh` too, for its delete hooks and providers, as `--run-program`. */
  runProgram?: boolean;
  /** Extra environment of the program, for this run only. */
  env?: Record<string, string>;
}

/** What a run has done. */
export interface RunResult {
  /** Which run it was. */
  operation: Operation;
  /** Whether it did all that it had to. */
  ok: boolean;
  /** As the Pulumi CLI's: 0 when ok. */
  exitCode: number;
  /** How many resources had each kind of change; `same` for none. */
  changes: Partial<Record<StepOp, number>>;
  /** What the program exports. */
  outputs: PropertyMap;
  /** Everything that happened, in order. */
  events: EngineEvent[];
  /** Messages of severity error, for assertions. */
  errors: string[];
}

/** What the state of a stack holds. */
export interface StackState {
  /** The resources, the stack itself and components included, each after those that it depends on. */
  resources: import("./engine/contract").ResourceState[];
}
