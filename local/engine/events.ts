import type { PropertyDiff, ResourceState } from "./contract";
import type { PropertyMap } from "./value";

/** What a run is doing. */
export type Operation = "preview" | "up" | "refresh" | "destroy";

/** What happens to one resource; the names are the real engine's. */
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

/** What the engine tells whoever shows, records or tests a run, in order. */
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
  /** Tells this event from the others. */
  kind: "start";
  /** Which run it is. */
  operation: Operation;
  /** The project's name. */
  project: string;
  /** The stack's name. */
  stack: string;
}

/** Something happens to a resource. */
export interface StepEvent {
  /** Tells this event from the others. */
  kind: "step";
  /** `started` before the provider is called, then exactly one of `done` and `failed`. In preview: `done` at once. */
  phase: "started" | "done" | "failed";
  /** What happens. */
  op: StepOp;
  /** The resource it happens to. */
  urn: string;
  /** The type of the resource. */
  type: string;
  /** The name of the resource. */
  name: string;
  /** The URN of the resource that it is a part of. */
  parent?: string;
  /** The resource before; none when it is new. */
  old?: ResourceState;
  /** The resource afterwards; none when it is deleted. */
  new?: ResourceState;
  /** Top-level properties that differ, for update and replace. */
  diffs?: string[];
  /** How each property differs, by its path: `backends[0].address`. */
  detailedDiff?: Record<string, PropertyDiff>;
  /** Whether what is deleted from the stack stays at the provider. */
  retained?: boolean;
  /** Whether the local engine does not have its provider: nothing is made, and its outputs are inputs and placeholders. */
  notSimulated?: boolean;
}

/**
 * Somebody says something: the program, the engine or the provider. Messages for debugging are none of it: the SDK quotes
 * whole answers in them, with the secrets in plain text.
 */
export interface DiagnosticEvent {
  /** Tells this event from the others. */
  kind: "diagnostic";
  /** How much it matters; an error fails the run. */
  severity: "info" | "warning" | "error";
  /** What is said. */
  message: string;
  /** The resource it belongs to; none means the stack. */
  urn?: string;
  /** Progress that a terminal shows while it is current and does not keep. */
  ephemeral?: boolean;
}

/** A policy pack is loaded: it judges this run, whether or not it finds anything. */
export interface PolicyPackEvent {
  /** Tells this event from the others. */
  kind: "policy-pack";
  /** `name@v1.0.0` */
  policyPack: string;
}

/** A policy is violated, or has put something right. */
export interface PolicyEvent {
  /** Tells this event from the others. */
  kind: "policy";
  /** The pack that has it: `name@v1.0.0`. */
  policyPack: string;
  /** The name of the policy. */
  policy: string;
  /** What it leads to: a mandatory one fails the run, `remediate` has changed the inputs. */
  level: "advisory" | "mandatory" | "remediate";
  /** What it found. */
  message: string;
  /** The resource it is about; none for the whole stack. */
  urn?: string;
}

/** A function or a method is asked that the local engine does not have: its answer is made up. Once for each of them. */
export interface EchoEvent {
  /** Tells this event from the others. */
  kind: "echo";
  /** `aws:index/getRegion:getRegion` */
  token: string;
}

/** The program has ended, with these outputs. */
export interface StackOutputsEvent {
  /** Tells this event from the others. */
  kind: "stack-outputs";
  /** What it exports. */
  outputs: PropertyMap;
  /** What it exported before. */
  old: PropertyMap;
}

/** A run is over. */
export interface SummaryEvent {
  /** Tells this event from the others. */
  kind: "summary";
  /** Which run it was. */
  operation: Operation;
  /** Whether it did all that it had to. */
  ok: boolean;
  /** Resources by operation, the stack included, `same` included. */
  changes: Partial<Record<StepOp, number>>;
  /** How long it took, in milliseconds. */
  durationMs: number;
}
