import type { PropertyMap, Value } from "./value";

/**
 * What the engine asks of a provider: pulumirpc.ResourceProvider in plain values.
 *
 * Inputs and state reach a provider without `Secret` wrappers: the engine strips them. It marks an output as secret
 * again where the input of that name was a secret or contained one. `UNKNOWN` may occur in preview. Outputs may contain
 * `Secret` where the provider's schema says so.
 */
export interface Provider {
  /** Provider configuration: the `fastly:*` stack config for the default provider, the inputs of an explicit one. */
  configure(config: PropertyMap): void;
  /** Undefined for a type that this provider does not have. */
  resource(type: string): ProviderResource | undefined;
  /** Undefined for a function that this provider does not have. */
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
  /** Nobody makes it: its inputs are taken for its outputs. */
  readonly echoed?: boolean;
  /** Fills in the provider's defaults and reports bad inputs. The result is what state keeps as `inputs`. */
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
  /** With `preview`, makes no request and returns what can be known (`UNKNOWN` elsewhere), id undefined. */
  create(args: {
    urn: string;
    inputs: PropertyMap;
    preview: boolean;
    /** How many seconds it may take; undefined for the provider's default. */
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
  /** Undefined when the resource is gone. Without `inputs`/`outputs` it is an import. */
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
  /** By property path, as the bridge reports it: `backends[0].address`. */
  detailedDiff: Record<string, PropertyDiff>;
  deleteBeforeReplace: boolean;
}

/** How one property differs. */
export interface PropertyDiff {
  /** What happens to the property, and whether that replaces the resource. */
  kind: "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";
  /** The difference is between old and new inputs, not between old state and new inputs. */
  inputDiff: boolean;
}

/**
 * Thrown by `create` or `update` when the resource exists but the work is not complete: the engine saves `id`,
 * `inputs` and `outputs` with `initErrors` and fails the step, as the real one does.
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

/** A resource as the stack's state keeps it. */
export interface ResourceState {
  /** Its name in the whole of Pulumi: stack, project, types of its parents, type and name. */
  urn: string;
  /** Such as `fastly:index/serviceCompute:ServiceCompute`. */
  type: string;
  /** Whether a provider makes it; a component is not custom. */
  custom: boolean;
  /** Its id at the provider; none for a component. */
  id?: string;
  /** What the program gave, with the provider's defaults. */
  inputs: PropertyMap;
  /** What the provider answered. */
  outputs: PropertyMap;
  /** The URN of the resource that it is a part of. */
  parent?: string;
  /** The URNs of the resources that it was made after. */
  dependencies: string[];
  /** The URNs of those that each input came from. */
  propertyDependencies: Record<string, string[]>;
  /** `urn::id` of the provider resource. */
  provider?: string;
  /** Whether it cannot be deleted. */
  protect?: boolean;
  /** Whether it stays at the provider when it is deleted from the stack. */
  retainOnDelete?: boolean;
  /** Whether a replacement deletes it first. */
  deleteBeforeReplace?: boolean;
  /** Why it exists but is not complete. */
  initErrors?: string[];
  /** Waiting for deletion: the old half of a replacement. */
  delete?: boolean;
  /** The URNs that it had before. */
  aliases?: string[];
  /** Whether its provider is not here, so that it was never made: its outputs are its inputs and placeholders. */
  echoed?: boolean;
}

export type { PropertyMap, Value };
