import { AsyncLocalStorage } from "node:async_hooks";

/**
 * A component that is being made for a program in another language. The process of a program of its own ends when
 * nothing is left to do. Here, whoever makes the component has to know when it is complete, and has one answer to give
 * when it fails.
 */
export interface Construction {
  /** The types of the component's parents, the outermost first. */
  parents: string[];
  /** Ends it with an error that was found out after the constructor had ended. */
  fail(error: unknown): void;
}

const current = new AsyncLocalStorage<Construction>();

/** Does work as part of a construction, with all that it begins. */
export function during<T>(construction: Construction, work: () => T): T {
  return current.run(construction, work);
}

/** The construction that is under way here; undefined in a program that makes the component itself. */
export function construction(): Construction | undefined {
  return current.getStore();
}
