// What a program in this process has of it while it runs, as a process of its own would have.

/** Where the SDK keeps what belongs to a run, which it does not declare. */
const { getStore } = require("@pulumi/pulumi/runtime/state") as { getStore(): object };

/**
 * The stores of runs that are over. What such a program still does in the background, such as to build, may fail then:
 * its directory is gone, and its engine does not listen. The run has its result already, and nobody else is concerned.
 */
const over = new WeakSet<object>();

/** @param store of a run that is over. */
export function forget(store: object): void {
  over.add(store);
}

/** Gives the process these variables too, until what is returned is called. */
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

/** Where the SDK looks for the lines of the program by which each resource is made, which it does not declare. */
const { Resource } = require("@pulumi/pulumi/resource") as { Resource: { callsites?: () => object[] } };

/** This engine tells nobody of those lines, and a stack trace of each resource takes a thirtieth of a run. */
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

/** A test runner would take an error of the program for one of its own, and fail whichever test comes next. */
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
      // As Node does where nobody listens.
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
  /** What `removeListener` knows it by, as Node's own wrappers have it. */
  listener?: Listener;
};

const guarded = new WeakSet<Listener>();

/** The listener, but deaf to what programs do whose run is over. Node calls it in the context of the failed promise. */
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
