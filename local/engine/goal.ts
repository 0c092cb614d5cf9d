import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { Callback } from "./callbacks";
import { fromStruct } from "./marshal";
import { unsupported } from "./unsupported";
import { providerPackage } from "./urn";
import type { PropertyMap } from "./value";

/** The content of one `RegisterResource` of the program. */
export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  parent?: string;
  inputs: PropertyMap;
  options: GoalOptions;
  propertyDependencies: Record<string, string[]>;
  /** A component whose package is not here. */
  echoed?: boolean;
}

/** The parts of a goal, besides the inputs, that a transform may change. */
export interface GoalOptions {
  dependsOn: string[];
  protect?: boolean;
  retainOnDelete?: boolean;
  deleteBeforeReplace?: boolean;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  additionalSecretOutputs: string[];
  aliases: AliasSpec[];
  /** An explicit provider: `<urn>::<id>`. */
  provider?: string;
  version?: string;
  importId?: string;
  deletedWith?: string;
  /** How long each operation may take, in Go's format: `90s`, `1h30m`. */
  customTimeouts?: CustomTimeouts;
  hooks: HookBinding;
}

export interface CustomTimeouts {
  create?: string;
  update?: string;
  delete?: string;
}

/** A former URN, or the parts of it that differ from the present one. */
export type AliasSpec =
  | { urn: string }
  | { name?: string; type?: string; stack?: string; project?: string; parentUrn?: string; noParent?: boolean };

export type HookKind =
  | "beforeCreate"
  | "afterCreate"
  | "beforeUpdate"
  | "afterUpdate"
  | "beforeDelete"
  | "afterDelete"
  | "onError";

/** Names of registered hooks. */
export type HookBinding = Record<HookKind, string[]>;

/** The text, or undefined for an empty one: generated getters return "" for a field that is not set. */
export function nonEmpty(text: string): string | undefined {
  return text === "" ? undefined : text;
}

export function goalFrom(request: RegisterResourceRequest): { goal: Goal; transforms: Callback[] } {
  // The oldest allowed SDKs do not have these.
  if (request.getReplaceWithList?.().length > 0) throw unsupported("the `replaceWith` option");
  if (request.hasReplacementTrigger?.()) throw unsupported("the `replacementTrigger` option");
  if (request.getEnvvarmappingsMap?.().getLength() > 0) throw unsupported("the `envVarMappings` option");
  return {
    goal: {
      type: request.getType(),
      name: request.getName(),
      custom: request.getCustom(),
      parent: nonEmpty(request.getParent()),
      inputs: inputsOf(request),
      propertyDependencies: Object.fromEntries(
        request
          .getPropertydependenciesMap()
          .toArray()
          .map(([property]) => [property, urnsOf(request, property)]),
      ),
      options: {
        dependsOn: request.getDependenciesList(),
        protect: request.hasProtect() ? request.getProtect() : undefined,
        retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
        deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
        ignoreChanges: request.getIgnorechangesList(),
        replaceOnChanges: request.getReplaceonchangesList(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
        aliases: [...request.getAliasurnsList().map((urn) => ({ urn })), ...request.getAliasesList().map(aliasSpec)],
        provider: nonEmpty(request.getProvider()),
        version: nonEmpty(request.getVersion()),
        importId: nonEmpty(request.getImportid()),
        deletedWith: nonEmpty(request.getDeletedwith()),
        customTimeouts: timeoutsOf(request.getCustomtimeouts()),
        hooks: hookBinding(request.getHooks()),
      },
    },
    transforms: request.getTransformsList().map((callback) => ({
      target: callback.getTarget(),
      token: callback.getToken(),
    })),
  };
}

/** The given timeouts. Undefined without any. */
export function timeoutsOf(
  message: Record<"getCreate" | "getUpdate" | "getDelete", () => string> | undefined,
): CustomTimeouts | undefined {
  return message === undefined
    ? undefined
    : {
        create: nonEmpty(message.getCreate()),
        update: nonEmpty(message.getUpdate()),
        delete: nonEmpty(message.getDelete()),
      };
}

const UNITS: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Converts a duration in Go's format to seconds. */
export function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d*)?|\.\d+)(h|ms|us|µs|ns|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== duration) {
    throw new Error(`unable to parse customTimeout Value ${duration}`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0), 0);
}

/** A provider's version is among its inputs, so that a run without its program starts the same plug-in. */
function inputsOf(request: RegisterResourceRequest): PropertyMap {
  const inputs = fromStruct(request.getObject());
  const version = nonEmpty(request.getVersion());
  return providerPackage(request.getType()) === undefined || version === undefined ? inputs : { ...inputs, version };
}

function urnsOf(request: RegisterResourceRequest, property: string): string[] {
  return request.getPropertydependenciesMap().get(property)?.getUrnsList() ?? [];
}

export function aliasSpec(alias: Alias): AliasSpec {
  const spec = alias.getSpec();
  if (spec === undefined) return { urn: alias.getUrn() };
  return {
    name: nonEmpty(spec.getName()),
    type: nonEmpty(spec.getType()),
    stack: nonEmpty(spec.getStack()),
    project: nonEmpty(spec.getProject()),
    parentUrn: nonEmpty(spec.getParenturn()),
    noParent: spec.getNoparent(),
  };
}

export function hookBinding(binding: RegisterResourceRequest.ResourceHooksBinding | undefined): HookBinding {
  return {
    beforeCreate: binding?.getBeforeCreateList() ?? [],
    afterCreate: binding?.getAfterCreateList() ?? [],
    beforeUpdate: binding?.getBeforeUpdateList() ?? [],
    afterUpdate: binding?.getAfterUpdateList() ?? [],
    beforeDelete: binding?.getBeforeDeleteList() ?? [],
    afterDelete: binding?.getAfterDeleteList() ?? [],
    onError: binding?.getOnErrorList?.() ?? [],
  };
}
