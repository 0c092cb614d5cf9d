import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { program } from "./program";

// The engine calls hooks and transforms over the network, and so outside of the program's context. In an inline program
// of the Automation API, or a component of another language, the SDK then knows neither project nor stack, nor whether
// this is a preview, nor whom to tell. So all of them are made here, bound to the context that they are made in.

/** A hook of a resource. Its name, which the engine shows when the hook fails, may be given to others as well. */
export function resourceHook(
  name: string,
  callback: pulumi.ResourceHookFunction,
  options?: pulumi.ResourceHookOptions,
): pulumi.ResourceHook {
  return new pulumi.ResourceHook(distinct(name), AsyncResource.bind(callback), options);
}

/**
 * A hook that runs when a resource is deleted. The state has its name, by which a later run finds it.
 *
 * @param name no other hook of the program has it.
 */
export function deleteHook(name: string, callback: pulumi.ResourceHookFunction): pulumi.ResourceHook {
  return new pulumi.ResourceHook(name, AsyncResource.bind(callback));
}

/** Undefined with the oldest SDKs that are supported: error hooks are newer than hooks as such. */
export function errorHook(name: string, callback: pulumi.ErrorHookFunction): pulumi.ErrorHook | undefined {
  return pulumi.ErrorHook && new pulumi.ErrorHook(distinct(name), AsyncResource.bind(callback));
}

export function resourceTransform(transform: pulumi.ResourceTransform): pulumi.ResourceTransform {
  return AsyncResource.bind(transform);
}

/** The engine takes one hook of a name, and components below different parents may have one name. */
function distinct(name: string): string {
  const { hooks } = program();
  const count = (hooks.get(name) ?? 0) + 1;
  hooks.set(name, count);
  return count === 1 ? name : `${name} (${count})`;
}

/** Those that come before a change. */
export function beforeChange(hooks: pulumi.ResourceHookBinding | undefined): pulumi.ResourceHookBinding | undefined {
  return hooks && { beforeCreate: hooks.beforeCreate, beforeUpdate: hooks.beforeUpdate };
}

/** Both, those that are there already first. */
export function withHooks(
  there: pulumi.ResourceHookBinding | undefined,
  added: pulumi.ResourceHookBinding | undefined,
): pulumi.ResourceHookBinding | undefined {
  return there === undefined || added === undefined
    ? (there ?? added)
    : {
        ...there,
        ...added,
        beforeCreate: [...(there.beforeCreate ?? []), ...(added.beforeCreate ?? [])],
        beforeUpdate: [...(there.beforeUpdate ?? []), ...(added.beforeUpdate ?? [])],
      };
}
