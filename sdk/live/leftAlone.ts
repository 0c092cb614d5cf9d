import type * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "../plan/deployment";
import { resourceHook } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";

/** The components whose service the engine makes or updates in this run. */
const changed = new WeakSet<pulumi.Resource>();

/** Notes that the engine is about to do something to the service. */
export function noteChange({ name, component }: Deployment): pulumi.ResourceHookBinding | undefined {
  if (isMocked()) {
    return undefined;
  }
  const hook = resourceHook(`${name}-note-change`, () => void changed.add(component));
  return { beforeCreate: [hook], beforeUpdate: [hook] };
}

/**
 * Whether the engine leaves the service as it is although the program declares another one: it was told to, as by
 * `destroy --run-program`. A run that deploys would have updated it.
 *
 * @param pairs what the state has, and what is declared.
 */
export function isLeftAlone(component: pulumi.Resource, ...pairs: [state: unknown, declared: unknown][]): boolean {
  return !changed.has(component) && pairs.some(([state, declared]) => state !== declared);
}
