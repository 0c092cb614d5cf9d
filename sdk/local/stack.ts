import type { EngineEvent, Operation, StepOp } from "./engine/events";
import type { PropertyMap } from "./engine/value";

/**
 * A Pulumi stack that can be deployed: by the embedded engine, or by the real `pulumi` when it is on PATH.
 * Tests and the demo are written against this and run on either.
 */
export interface Stack {
  readonly engine: "embedded" | "pulumi";
  preview(options?: RunOptions): Promise<RunResult>;
  /** Deploys without a preview pass first, as `pulumi up --skip-preview`. */
  up(options?: RunOptions): Promise<RunResult>;
  refresh(options?: RunOptions): Promise<RunResult>;
  destroy(options?: RunOptions): Promise<RunResult>;
  /** The stack's resources as the state holds them, secrets unwrapped: for tests to look at. */
  exportState(): Promise<StackState>;
}

export interface RunOptions {
  onEvent?: (event: EngineEvent) => void;
  signal?: AbortSignal;
  /** URNs to replace, as `--replace`. */
  replace?: string[];
  /** URNs to limit the run to, as `--target`. */
  target?: string[];
  /** Refresh the state first, as `--refresh`. */
  refresh?: boolean;
  /** Extra environment of the program, for this run only. */
  env?: Record<string, string>;
}

export interface RunResult {
  operation: Operation;
  ok: boolean;
  /** As the Pulumi CLI's: 0 when ok. */
  exitCode: number;
  changes: Partial<Record<StepOp, number>>;
  outputs: PropertyMap;
  /** Everything that happened, in order. */
  events: EngineEvent[];
  /** Messages of severity error, for assertions. */
  errors: string[];
}

export interface StackState {
  resources: import("./engine/contract").ResourceState[];
}
