import { AsyncLocalStorage } from "node:async_hooks";

/**
 * A component under construction for a program in another language. A program's own process ends when nothing is left
 * to do. Here the caller must know when the component is complete, and gets one answer when it fails.
 */
export interface Construction {
  /** The types of the component's parents, outermost first. */
  parents: string[];
  /** Ends the construction with an error that came after the constructor had ended. */
  fail(error: unknown): void;
}

const current = new AsyncLocalStorage<Construction>();

/** Does work as part of a construction, together with everything that the work starts. */
export function during<T>(construction: Construction, work: () => T): T {
  return current.run(construction, work);
}

/** The construction in progress. Undefined in a program that makes the component itself. */
export function construction(): Construction | undefined {
  return current.getStore();
}
