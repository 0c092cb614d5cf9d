import type { PropertyMap, Value } from "./value";

/**
 * A provider as the engine uses it: pulumirpc.ResourceProvider in plain values.
 *
 * Inputs and state reach a provider without `Secret` wrappers: the engine strips these. The engine marks an output as
 * secret again when the input of that name was or contained a secret. `UNKNOWN` may occur in preview. Outputs may
 * contain `Secret` where the provider's schema says so.
 */
export interface Provider {
  /**
   * Configures the provider: the default provider by the stack's `fastly:*` configuration, an explicit one by its
   * inputs.
   */
  configure(config: PropertyMap): void;
  /** Undefined for a type that this provider lacks. */
  resource(type: string): ProviderResource | undefined;
  /** Undefined for a function that this provider lacks. */
  func(token: string): ((args: PropertyMap) => Promise<InvokeResult>) | undefined;
}

/** Makes the provider that the real engine would start as the plug-in of this version. */
export type ProviderFactory = (version: string | undefined) => Provider;

export interface InvokeResult {
  returns?: PropertyMap;
  failures?: CheckFailure[];
}

export interface CheckFailure {
  property: string;
  reason: string;
}

export interface ProviderResource {
  /** True when no provider makes it: its inputs become its outputs. */
  readonly echoed?: boolean;
  /** Fills in the provider's defaults and reports bad inputs. The state keeps the result as `inputs`. */
  check(args: { urn: string; olds?: PropertyMap; news: PropertyMap }): Promise<{
    inputs: PropertyMap;
    failures: CheckFailure[];
  }>;
  diff(args: {
    urn: string;
    id: string;
    oldInputs: PropertyMap;
    oldOutputs: PropertyMap;
    newInputs: PropertyMap;
    ignoreChanges?: string[];
  }): Promise<DiffResult>;
  /** With `preview`, makes no request. Returns what can be known, `UNKNOWN` elsewhere, and no id. */
  create(args: {
    urn: string;
    inputs: PropertyMap;
    preview: boolean;
    /** How many seconds it may take. Undefined: the provider's default. */
    timeout?: number;
  }): Promise<{ id?: string; outputs: PropertyMap }>;
  update(args: {
    urn: string;
    id: string;
    oldInputs: PropertyMap;
    oldOutputs: PropertyMap;
    newInputs: PropertyMap;
    preview: boolean;
  }): Promise<{ outputs: PropertyMap }>;
  /** Undefined when the resource is gone. A read without `inputs`/`outputs` is an import. */
  read(args: {
    urn: string;
    id: string;
    inputs?: PropertyMap;
    outputs?: PropertyMap;
  }): Promise<{ id: string; inputs: PropertyMap; outputs: PropertyMap } | undefined>;
  delete(args: { urn: string; id: string; inputs: PropertyMap; outputs: PropertyMap }): Promise<void>;
}

export interface DiffResult {
  changes: boolean;
  /** Top-level properties that differ. */
  diffs: string[];
  /** Property paths that force a replacement. */
  replaces: string[];
  /** By property path, as Pulumi's bridge reports it: `backends[0].address`. */
  detailedDiff: Record<string, PropertyDiff>;
  deleteBeforeReplace: boolean;
}

/** How one property differs. */
export interface PropertyDiff {
  /** The kind of change, and whether it replaces the resource. */
  kind: "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";
  /** True for a difference between old and new inputs. False for one between old state and new inputs. */
  inputDiff: boolean;
}

/**
 * Thrown by `create` or `update` when the resource exists but the work is incomplete. The engine saves `id`, `inputs`
 * and `outputs` with `initErrors`, and fails the step, like the real one.
 */
export class PartialFailure extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly inputs: PropertyMap,
    readonly outputs: PropertyMap,
  ) {
    super(message);
    this.name = "PartialFailure";
  }
}

/** A resource in the stack's state. */
export interface ResourceState {
  /** Its unique name in Pulumi: stack, project, types of its parents, type and name. */
  urn: string;
  /** The type, such as `fastly:index/serviceCompute:ServiceCompute`. */
  type: string;
  /** Whether a provider makes it. False for a component. */
  custom: boolean;
  /** Its id at the provider. A component has none. */
  id?: string;
  /** The program's inputs, with the provider's defaults. */
  inputs: PropertyMap;
  /** The provider's outputs. */
  outputs: PropertyMap;
  /** The URN of its parent. */
  parent?: string;
  /** The URNs of the resources that it depends on. */
  dependencies: string[];
  /** The URNs of the resources that each input comes from. */
  propertyDependencies: Record<string, string[]>;
  /** `urn::id` of the provider resource. */
  provider?: string;
  /** Whether it must not be deleted. */
  protect?: boolean;
  /** Whether the provider keeps it when it is deleted from the stack. */
  retainOnDelete?: boolean;
  /** Whether a replacement deletes it first. */
  deleteBeforeReplace?: boolean;
  /** Why it exists but is incomplete. */
  initErrors?: string[];
  /** Waiting for deletion: the old half of a replacement. */
  delete?: boolean;
  /** Its former URNs. */
  aliases?: string[];
  /**
   * Whether the local engine lacks its provider. Then it is never made, and its outputs are its inputs and
   * placeholders.
   */
  echoed?: boolean;
}

export type { PropertyMap, Value };
