// Parts of this process that a program in it uses as if it had a separate process.
import { getStore } from "./sdkStore";

/**
 * The stores of runs that are over. Background work of such a program, such as a build, may then fail: its directory is
 * gone, and its engine does not listen. The run has its result already, so such errors are ignored.
 */
const over = new WeakSet<object>();

/** @param store the store of a run that is over. */
export function forget(store: object): void {
  over.add(store);
}

/** Adds variables to the process's environment, until the returned function is called. */
export function withEnvironment(env: Record<string, string>): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  };
}

/** Where the SDK finds the line of the program that makes each resource. Its types do not declare this. */
const { Resource } = require("@pulumi/pulumi/resource") as { Resource: { callsites?: () => object[] } };

/** This engine does not use those lines, and a stack trace of each resource takes a thirtieth of a run. */
export function withoutPositions(): () => void {
  const { callsites } = Resource;
  if (callsites === undefined) {
    return () => {};
  }
  Resource.callsites = () => [];
  return () => {
    Resource.callsites = callsites;
  };
}

/**
 * Replaces all other listeners: a test runner would take an error of the program for its own, and fail the next test.
 */
export function soleListener(event: "uncaughtException" | "unhandledRejection", report: (error: unknown) => void) {
  const others = process.rawListeners(event) as Listener[];
  const listener = unlessOver(report);
  process.removeAllListeners(event);
  process.on(event, listener);
  return () => {
    process.removeListener(event, listener);
    for (const other of others) {
      process.on(event, unlessOver(other));
    }
    if (others.length === 0 && event === "unhandledRejection") {
      // As Node does without a listener.
      process.on(
        event,
        unlessOver((error) => {
          throw error;
        }),
      );
    }
  };
}

type Listener = ((...args: unknown[]) => void) & {
  /** `removeListener` finds the listener by this, as in Node's own wrappers. */
  listener?: Listener;
};

const guarded = new WeakSet<Listener>();

/** The listener, without errors of programs whose run is over. Node calls it in the context of the failed promise. */
function unlessOver(other: Listener): Listener {
  if (guarded.has(other)) {
    return other;
  }
  const listener: Listener = Object.assign(
    (...args: unknown[]) => {
      if (!over.has(getStore())) {
        other(...args);
      }
    },
    { listener: other.listener ?? other },
  );
  guarded.add(listener);
  return listener;
}
