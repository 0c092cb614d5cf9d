import type { EngineEvent, Operation, StepOp } from "./engine/events";
import type { PropertyMap } from "./engine/value";

/**
 * A Pulumi stack to deploy: by the local engine, or by the real `pulumi` when it is on PATH. Tests and the demo use
 * this interface, and run on both.
 */
export interface Stack {
  /** The engine that deploys it. */
  readonly engine: "embedded" | "pulumi";
  /** Reports what `up` would do, and does nothing. */
  preview(options?: RunOptions): Promise<RunResult>;
  /** Deploys without a preview first, like `pulumi up --skip-preview`. */
  up(options?: RunOptions): Promise<RunResult>;
  /** Updates the state to what is live. */
  refresh(options?: RunOptions): Promise<RunResult>;
  /** Deletes everything that the stack has made, except retained resources. */
  destroy(options?: RunOptions): Promise<RunResult>;
  /** The resources in the state, with secrets unwrapped, for tests. */
  exportState(): Promise<StackState>;
}

/** Options of a run. */
export interface RunOptions {
  /** Called at once for each event, in order. */
  onEvent?: (event: EngineEvent) => void;
  /** Ends the run early. Work in progress is finished. */
  signal?: AbortSignal;
  /** The URNs to replace, like `--replace`. */
  replace?: string[];
  /** The URNs to limit the run to, like `--target`. */
  target?: string[];
  /** Refreshes the state first, like `--refresh`. */
  refresh?: boolean;
  /** Also runs the program of a `destroy` or `refresh`, for its delete hooks and providers, like `--run-program`. */
  runProgram?: boolean;
  /** Environment variables of the program for this run only. */
  env?: Record<string, string>;
}

/** The result of a run. */
export interface RunResult {
  /** The run's operation. */
  operation: Operation;
  /** Whether the run succeeded. */
  ok: boolean;
  /** The exit code of the Pulumi CLI: 0 for success. */
  exitCode: number;
  /** The number of resources by kind of change. `same` means no change. */
  changes: Partial<Record<StepOp, number>>;
  /** The exported outputs of the program. */
  outputs: PropertyMap;
  /** All events, in order. */
  events: EngineEvent[];
  /** The messages of severity error, for assertions. */
  errors: string[];
}

/** The state of a stack. */
export interface StackState {
  /** The resources, including the stack itself and components. Each comes after those that it depends on. */
  resources: import("./engine/contract").ResourceState[];
}
