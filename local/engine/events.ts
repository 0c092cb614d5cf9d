import type { PropertyDiff, ResourceState } from "./contract";
import type { PropertyMap } from "./value";

/** The operation of a run. */
export type Operation = "preview" | "up" | "refresh" | "destroy";

/** What happens to one resource. The names are the real engine's. */
export type StepOp =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "import"
  | "import-replacement"
  | "refresh"
  | "read"
  | "discard";

/** What the engine reports to those who show, record or test a run, in order. */
export type EngineEvent =
  | StartEvent
  | StepEvent
  | DiagnosticEvent
  | PolicyPackEvent
  | PolicyEvent
  | EchoEvent
  | StackOutputsEvent
  | SummaryEvent;

/** A run begins. */
export interface StartEvent {
  /** Identifies the kind of event. */
  kind: "start";
  /** The run's operation. */
  operation: Operation;
  /** The project's name. */
  project: string;
  /** The stack's name. */
  stack: string;
}

/** Something happens to a resource. */
export interface StepEvent {
  /** Identifies the kind of event. */
  kind: "step";
  /**
   * `started` comes before the provider is called, then exactly one of `done` and `failed`. In a preview only `done`.
   */
  phase: "started" | "done" | "failed";
  /** What happens to the resource. */
  op: StepOp;
  /** The URN of the resource. */
  urn: string;
  /** The type of the resource. */
  type: string;
  /** The name of the resource. */
  name: string;
  /** The URN of its parent. */
  parent?: string;
  /** The resource before. None when it is new. */
  old?: ResourceState;
  /** The resource afterwards. None when it is deleted. */
  new?: ResourceState;
  /** Top-level properties that differ, in an update or replacement. */
  diffs?: string[];
  /** How each property differs, by its path: `backends[0].address`. */
  detailedDiff?: Record<string, PropertyDiff>;
  /** Whether the provider keeps a resource that is deleted from the stack. */
  retained?: boolean;
  /** Whether the local engine lacks the provider. Nothing is made then, and the outputs are inputs and placeholders. */
  notSimulated?: boolean;
}

/**
 * A message of the program, the engine or the provider. Debug messages are left out: in these the SDK quotes whole
 * answers, with secrets in plain text.
 */
export interface DiagnosticEvent {
  /** Identifies the kind of event. */
  kind: "diagnostic";
  /** How severe it is. An error fails the run. */
  severity: "info" | "warning" | "error";
  /** The text. */
  message: string;
  /** The URN of its resource. None means the stack. */
  urn?: string;
  /** Progress that a terminal shows for a moment and does not keep. */
  ephemeral?: boolean;
}

/** A policy pack was loaded. It judges this run, whether or not it finds anything. */
export interface PolicyPackEvent {
  /** Identifies the kind of event. */
  kind: "policy-pack";
  /** `name@v1.0.0` */
  policyPack: string;
}

/** A policy is violated, or has corrected the inputs. */
export interface PolicyEvent {
  /** Identifies the kind of event. */
  kind: "policy";
  /** The policy's pack: `name@v1.0.0`. */
  policyPack: string;
  /** The name of the policy. */
  policy: string;
  /** The effect: `mandatory` fails the run, and `remediate` has changed the inputs. */
  level: "advisory" | "mandatory" | "remediate";
  /** The text of the finding. */
  message: string;
  /** The URN of the resource. None for the whole stack. */
  urn?: string;
}

/**
 * The program calls a function or a method that the local engine lacks. Its answer is made up. One event for each of
 * them.
 */
export interface EchoEvent {
  /** Identifies the kind of event. */
  kind: "echo";
  /** `aws:index/getRegion:getRegion` */
  token: string;
}

/** The program has ended, with these outputs. */
export interface StackOutputsEvent {
  /** Identifies the kind of event. */
  kind: "stack-outputs";
  /** The exported outputs. */
  outputs: PropertyMap;
  /** The exported outputs before the run. */
  old: PropertyMap;
}

/** A run is over. */
export interface SummaryEvent {
  /** Identifies the kind of event. */
  kind: "summary";
  /** The run's operation. */
  operation: Operation;
  /** Whether the run succeeded. */
  ok: boolean;
  /** The number of resources by operation, including the stack and `same`. */
  changes: Partial<Record<StepOp, number>>;
  /** How long the run took, in milliseconds. */
  durationMs: number;
}
