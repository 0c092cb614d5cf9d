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
  | { kind: "start"; operation: Operation; project: string; stack: string }
  | StepEvent
  | {
      kind: "diagnostic";
      severity: "debug" | "info" | "warning" | "error";
      message: string;
      /** The resource it belongs to; none means the stack. */
      urn?: string;
      /** Progress that a terminal shows while it is current and does not keep. */
      ephemeral?: boolean;
    }
  | {
      /** A policy pack is loaded: it judges this run, whether or not it finds anything. */
      kind: "policy-pack";
      /** `name@v1.0.0` */
      policyPack: string;
    }
  | {
      kind: "policy";
      policyPack: string;
      policy: string;
      level: "advisory" | "mandatory" | "remediate";
      message: string;
      urn?: string;
    }
  | { kind: "stack-outputs"; outputs: PropertyMap; old: PropertyMap }
  | {
      kind: "summary";
      operation: Operation;
      ok: boolean;
      /** Resources by operation, the stack included, `same` included. */
      changes: Partial<Record<StepOp, number>>;
      durationMs: number;
    };

export interface StepEvent {
  kind: "step";
  /** `started` before the provider is called, then exactly one of `done` and `failed`. In preview: `done` at once. */
  phase: "started" | "done" | "failed";
  op: StepOp;
  urn: string;
  type: string;
  name: string;
  parent?: string;
  old?: ResourceState;
  new?: ResourceState;
  /** Top-level properties that differ, for update and replace. */
  diffs?: string[];
  detailedDiff?: Record<string, PropertyDiff>;
  retained?: boolean;
}
