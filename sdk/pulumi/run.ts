import { runtime } from "@pulumi/pulumi";
import { construction } from "./construction";

/** What the SDK does not declare: what it knows of the present run. */
const { getStore } = require("@pulumi/pulumi/runtime/state") as {
  getStore(): { settings: { options: { monitorAddr?: string } } };
};

/** The runs for which components are made in other languages' programs, by the address of their engine. */
const constructed = new Map<string, object>();

/**
 * What belongs to one run of a program: made when it is first asked for in the run. A process may have several runs, one
 * after the other or at once: those of the Automation API.
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

/** Each component that is made for another language has a monitor of its own. */
function presentRun(): object | undefined {
  const address = construction() === undefined ? undefined : getStore().settings.options.monitorAddr;
  if (address === undefined) {
    return runtime.getMonitor();
  }
  const run = constructed.get(address) ?? {};
  constructed.set(address, run);
  return run;
}
