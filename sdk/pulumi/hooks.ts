import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { evenProtected } from "../errors/protection";
import { isMocked } from "./mocks";
import { operation } from "./operation";
import { plain } from "./plain";
import { program } from "./program";

// The engine calls hooks and transforms over the network, and so outside of the program's context. In an inline program
// of the Automation API, or a component of another language, the SDK then knows nothing of the run: neither project nor
// stack, nor whether it is a preview. So all of them are made here, and in transformed.ts, bound to the context that they
// are made in.

/** A hook of a resource. Its name, which the engine shows when the hook fails, may be given to others as well. */
function resourceHook(
  name: string,
  callback: pulumi.ResourceHookFunction,
  options?: pulumi.ResourceHookOptions,
): pulumi.ResourceHook {
  return new pulumi.ResourceHook(distinct(name), AsyncResource.bind(callback), options);
}

/**
 * A hook that runs when a resource is deleted, in a list; none under mocks. The state has its name, by which a later run
 * finds it.
 *
 * @param name no other hook of the program has it.
 */
export function deleteHook(name: string, callback: pulumi.ResourceHookFunction): pulumi.ResourceHook[] {
  return isMocked() ? [] : [new pulumi.ResourceHook(name, AsyncResource.bind(callback))];
}

/** None under mocks, and with the oldest SDKs that are supported: error hooks are newer than hooks as such. */
export function errorHook(name: string, callback: pulumi.ErrorHookFunction): pulumi.ErrorHook | undefined {
  return isMocked() || pulumi.ErrorHook === undefined
    ? undefined
    : new pulumi.ErrorHook(distinct(name), AsyncResource.bind(callback));
}

/** The engine takes one hook of a name, and components below different parents may have one name. */
function distinct(name: string): string {
  const { hooks } = program();
  const count = (hooks.get(name) ?? 0) + 1;
  hooks.set(name, count);
  return count === 1 ? name : `${name} (${count})`;
}

type Values = Record<string, unknown>;

/** What the engine is about to do to a resource. All values are plain, also those that are secrets. */
export interface Step {
  urn: string;
  /** The resource's type, such as `fastly:index/kvstore:Kvstore`. */
  type: string;
  /** Its id; empty for what is not made yet. */
  id: string;
  isPreview: boolean;
  /** The inputs as the program has them. What a preview does not know is unknown. */
  declared: Values;
  /** The inputs that the state has; undefined for what it does not have. */
  before: Values | undefined;
  /** The outputs that the state has. */
  state: Values;
}

export interface BeforeOptions {
  /** What it comes before. */
  on: ("create" | "update")[];
  /** Whether it runs in a preview too. Default `true`. */
  inPreview?: boolean;
  /** The component whose protection counts for the remedies of its errors. */
  component?(): pulumi.ComponentResource | undefined;
}

/**
 * A hook before the engine makes or changes a resource; it refuses that by an error. All hooks of the component that
 * come before a change are made here. So this alone knows of four things. There are no hooks under mocks. A preview
 * runs only those that say so. Secrets come as outputs. And what is protected needs more of a remedy. A destroy that
 * runs the program makes and changes nothing, so that it calls none.
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
        const owner = component?.();
        throw owner === undefined ? error : evenProtected(owner, error);
      }
    },
    { onDryRun: inPreview },
  );
  return {
    ...(on.includes("create") ? { beforeCreate: [hook] } : {}),
    ...(on.includes("update") ? { beforeUpdate: [hook] } : {}),
  };
}

/** A resource of this project, and none of a provider's. */
function isComponent(type: string): boolean {
  return type.startsWith("fastly-compute:");
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
