import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { isMocked } from "./mocks";
import { operation } from "./operation";
import { plain } from "./plain";
import { program } from "./program";
import { withProtectionRemedy } from "./protection";

// The engine calls hooks and transforms over the network, and so outside of the program's context. There the SDK may
// know nothing of the run: not the project, the stack, or whether it is a preview. That is so in an inline program of
// the Automation API, and in a component for another language. So all hooks are made in this file, and all transforms
// in transformed.ts. They are bound to the context in which they are made.

/** A hook of a resource. The engine shows the name when the hook fails. Other hooks may have the same name. */
function resourceHook(
  name: string,
  callback: pulumi.ResourceHookFunction,
  options?: pulumi.ResourceHookOptions,
): pulumi.ResourceHook {
  return new pulumi.ResourceHook(distinct(name), AsyncResource.bind(callback), options);
}

/**
 * A hook that runs when a resource is deleted, in a list. No hook under mocks. A later run finds the hook by its name
 * in the state.
 *
 * @param name must be unique among the program's hooks.
 */
export function deleteHook(name: string, callback: pulumi.ResourceHookFunction): pulumi.ResourceHook[] {
  return isMocked() ? [] : [new pulumi.ResourceHook(name, AsyncResource.bind(callback))];
}

/** Undefined under mocks, and with the oldest supported SDKs: error hooks are newer than other hooks. */
export function errorHook(name: string, callback: pulumi.ErrorHookFunction): pulumi.ErrorHook | undefined {
  return isMocked() || pulumi.ErrorHook === undefined
    ? undefined
    : new pulumi.ErrorHook(distinct(name), AsyncResource.bind(callback));
}

/**
 * Makes a name unique: the engine accepts one hook of a name, but components below different parents may have the same
 * name.
 */
function distinct(name: string): string {
  const { hooks } = program();
  const count = (hooks.get(name) ?? 0) + 1;
  hooks.set(name, count);
  return count === 1 ? name : `${name} (${count})`;
}

type Values = Record<string, unknown>;

/** What the engine is about to do to a resource. All values are plain, including secrets. */
export interface Step {
  urn: string;
  /** The resource's type, such as `fastly:index/kvstore:Kvstore`. */
  type: string;
  /** Its id. Empty for a resource that is not made yet. */
  id: string;
  isPreview: boolean;
  /** The inputs as the program declares them. Values that a preview does not know are unknown. */
  declared: Values;
  /** The inputs in the state. Undefined when the state does not have the resource. */
  before: Values | undefined;
  /** The outputs in the state. */
  state: Values;
}

export interface BeforeOptions {
  /** The steps that the hook runs before. */
  on: ("create" | "update")[];
  /** Whether it runs in a preview too. Default `true`. */
  inPreview?: boolean;
  /**
   * The component whose protection counts for the remedies of the hook's errors. A function for a component that is not
   * made yet.
   */
  component?: pulumi.ComponentResource | (() => pulumi.ComponentResource | undefined);
}

/**
 * A hook before the engine makes or changes a resource. The hook refuses by throwing an error. All such hooks of the
 * component are made here, so only this function knows of four things. There are no hooks under mocks. A preview only
 * runs hooks that say so. Secrets come as outputs. A protected resource needs a longer remedy. A destroy that runs the
 * program makes and changes nothing, so it calls none of these hooks.
 */
export function before(
  name: string,
  { on, inPreview = true, component }: BeforeOptions,
  act: (step: Step) => unknown,
): pulumi.ResourceHookBinding | undefined {
  if (isMocked()) {
    return undefined;
  }
  const hook = resourceHook(
    name,
    async ({ urn, type, id, newInputs, oldInputs, oldOutputs }) => {
      if (operation() !== "deploy" && !isComponent(type)) {
        throw new Error(`${urn} would be changed by a ${operation()}`);
      }
      if (operation() === "destroy") {
        return;
      }
      const [declared, before, state] = await Promise.all([newInputs, oldInputs, oldOutputs].map(plain));
      try {
        await act({
          urn,
          type,
          id,
          isPreview: pulumi.runtime.isDryRun(),
          declared: declared ?? {},
          before: oldInputs && before,
          state: state ?? {},
        });
      } catch (error) {
        const owner = typeof component === "function" ? component() : component;
        throw owner === undefined ? error : withProtectionRemedy(owner, error);
      }
    },
    { onDryRun: inPreview },
  );
  return {
    ...(on.includes("create") ? { beforeCreate: [hook] } : {}),
    ...(on.includes("update") ? { beforeUpdate: [hook] } : {}),
  };
}

/** Whether the type is a component of this project, and no provider's resource. */
function isComponent(type: string): boolean {
  return type.startsWith("fastly-compute:");
}

/** The hooks that run before a change. */
export function beforeChange(hooks: pulumi.ResourceHookBinding | undefined): pulumi.ResourceHookBinding | undefined {
  return hooks && { beforeCreate: hooks.beforeCreate, beforeUpdate: hooks.beforeUpdate };
}

/** Both sets of hooks, the existing ones first. */
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
