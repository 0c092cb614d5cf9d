import { runtime } from "@pulumi/pulumi";
import { construction } from "./construction";
import { getStore } from "./sdkStore";

/** The runs of programs in other languages, by the address of their engine. */
const constructed = new Map<string, object>();

/**
 * A value that belongs to one run of a program. It is made at its first use in the run. A process may have several runs
 * of the Automation API, one after the other or at once.
 */
export function perRun<T>(make: () => T): () => T {
  const made = new WeakMap<object, T>();
  return () => {
    const run = presentRun();
    const there = run && made.get(run);
    if (there !== undefined) {
      return there;
    }
    const value = make();
    if (run !== undefined) {
      made.set(run, value);
    }
    return value;
  };
}

/** Each component for another language has its own monitor. */
function presentRun(): object | undefined {
  const address = construction() === undefined ? undefined : getStore().settings.options.monitorAddr;
  if (address === undefined) {
    return runtime.getMonitor();
  }
  const run = constructed.get(address) ?? {};
  constructed.set(address, run);
  return run;
}
