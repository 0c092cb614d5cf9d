import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import {
  RegisterResourceRequest,
  TransformInvokeOptions,
  TransformInvokeRequest,
  TransformInvokeResponse,
  TransformRequest,
  TransformResourceOptions,
  TransformResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Callback, Callbacks } from "./callbacks";
import {
  type AliasSpec,
  aliasSpec,
  type CustomTimeouts,
  type Goal,
  type GoalOptions,
  type HookBinding,
  hookBinding,
  nonEmpty,
  timeoutsOf,
} from "./goal";
import { fromStruct, toStruct, toTransformStruct } from "./marshal";
import type { PropertyMap } from "./value";

export interface InvokeCall {
  token: string;
  args: PropertyMap;
  provider?: string;
  version?: string;
}

/** Functions of the program that change resources and invokes on their way to the engine. */
export interface Transforms {
  addStackTransform(callback: Callback): void;
  addInvokeTransform(callback: Callback): void;
  /** Applies the resource's own transforms, then those of its ancestors, then the stack's. */
  apply(goal: Goal, own: Callback[], urnOf: (goal: Goal) => string): Promise<Goal>;
  applyToInvoke(call: InvokeCall): Promise<InvokeCall>;
}

export function openTransforms(callbacks: Callbacks): Transforms {
  const stackTransforms: Callback[] = [];
  const invokeTransforms: Callback[] = [];
  // The transforms for a resource's children, by URN: its own and the inherited ones.
  const inherited = new Map<string, Callback[]>();

  return {
    addStackTransform: (callback) => void stackTransforms.push(callback),
    addInvokeTransform: (callback) => void invokeTransforms.push(callback),
    async apply(goal, own, urnOf) {
      const family = [...own, ...((goal.parent && inherited.get(goal.parent)) || [])];
      if (family.length > 0) inherited.set(urnOf(goal), family);
      let transformed = goal;
      for (const callback of [...family, ...stackTransforms]) {
        const response = await callbacks.invoke(callback, requestFor(transformed).serializeBinary());
        transformed = transformedGoal(transformed, TransformResponse.deserializeBinary(response));
      }
      return transformed;
    },
    async applyToInvoke(call) {
      let transformed = call;
      for (const callback of invokeTransforms) {
        const request = new TransformInvokeRequest();
        request.setToken(transformed.token);
        request.setArgs(toStruct(transformed.args));
        const options = new TransformInvokeOptions();
        options.setProvider(transformed.provider ?? "");
        options.setVersion(transformed.version ?? "");
        request.setOptions(options);
        const response = TransformInvokeResponse.deserializeBinary(
          await callbacks.invoke(callback, request.serializeBinary()),
        );
        transformed = {
          token: call.token,
          args: fromStruct(response.getArgs()),
          provider: nonEmpty(response.getOptions()?.getProvider() ?? ""),
          version: nonEmpty(response.getOptions()?.getVersion() ?? ""),
        };
      }
      return transformed;
    },
  };
}

function requestFor(goal: Goal): TransformRequest {
  const request = new TransformRequest();
  request.setType(goal.type);
  request.setName(goal.name);
  request.setCustom(goal.custom);
  request.setParent(goal.parent ?? "");
  request.setProperties(toTransformStruct(goal.inputs));
  request.setOptions(optionsMessage(goal.options));
  return request;
}

function optionsMessage(options: GoalOptions): TransformResourceOptions {
  const message = new TransformResourceOptions();
  message.setDependsOnList(options.dependsOn);
  if (options.protect !== undefined) message.setProtect(options.protect);
  if (options.retainOnDelete !== undefined) message.setRetainOnDelete(options.retainOnDelete);
  if (options.deleteBeforeReplace !== undefined) message.setDeleteBeforeReplace(options.deleteBeforeReplace);
  message.setIgnoreChangesList(options.ignoreChanges);
  message.setReplaceOnChangesList(options.replaceOnChanges);
  message.setAdditionalSecretOutputsList(options.additionalSecretOutputs);
  message.setAliasesList(options.aliases.map(aliasMessage));
  message.setProvider(options.provider ?? "");
  message.setVersion(options.version ?? "");
  message.setImport(options.importId ?? "");
  message.setDeletedWith(options.deletedWith ?? "");
  if (options.customTimeouts !== undefined) message.setCustomTimeouts(timeoutsMessage(options.customTimeouts));
  message.setHooks(hooksMessage(options.hooks));
  return message;
}

function timeoutsMessage(given: CustomTimeouts): RegisterResourceRequest.CustomTimeouts {
  const message = new RegisterResourceRequest.CustomTimeouts();
  message.setCreate(given.create ?? "");
  message.setUpdate(given.update ?? "");
  message.setDelete(given.delete ?? "");
  return message;
}

function aliasMessage(alias: AliasSpec): Alias {
  const message = new Alias();
  if ("urn" in alias) return message.setUrn(alias.urn);
  const spec = new Alias.Spec();
  spec.setName(alias.name ?? "");
  spec.setType(alias.type ?? "");
  spec.setStack(alias.stack ?? "");
  spec.setProject(alias.project ?? "");
  if (alias.noParent) spec.setNoparent(true);
  else if (alias.parentUrn !== undefined) spec.setParenturn(alias.parentUrn);
  return message.setSpec(spec);
}

function hooksMessage(hooks: HookBinding): RegisterResourceRequest.ResourceHooksBinding {
  const message = new RegisterResourceRequest.ResourceHooksBinding();
  message.setBeforeCreateList(hooks.beforeCreate);
  message.setAfterCreateList(hooks.afterCreate);
  message.setBeforeUpdateList(hooks.beforeUpdate);
  message.setAfterUpdateList(hooks.afterUpdate);
  message.setBeforeDeleteList(hooks.beforeDelete);
  message.setAfterDeleteList(hooks.afterDelete);
  // The oldest allowed SDK has no error hooks, so there are none.
  message.setOnErrorList?.(hooks.onError);
  return message;
}

/** A transform returns all properties, and all options unless it did not touch them. */
function transformedGoal(goal: Goal, response: TransformResponse): Goal {
  const inputs = response.hasProperties() ? fromStruct(response.getProperties()) : goal.inputs;
  const options = response.getOptions();
  if (options === undefined) return { ...goal, inputs };
  return {
    ...goal,
    inputs,
    options: {
      dependsOn: options.getDependsOnList(),
      protect: options.hasProtect() ? options.getProtect() : undefined,
      retainOnDelete: options.hasRetainOnDelete() ? options.getRetainOnDelete() : undefined,
      deleteBeforeReplace: options.hasDeleteBeforeReplace() ? options.getDeleteBeforeReplace() : undefined,
      ignoreChanges: options.getIgnoreChangesList(),
      replaceOnChanges: options.getReplaceOnChangesList(),
      additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
      aliases: options.getAliasesList().map(aliasSpec),
      provider: nonEmpty(options.getProvider()),
      version: nonEmpty(options.getVersion()),
      importId: nonEmpty(options.getImport()),
      deletedWith: nonEmpty(options.getDeletedWith()),
      customTimeouts: timeoutsOf(options.getCustomTimeouts()),
      hooks: hookBinding(options.getHooks()),
    },
  };
}
