import { createRequire, Module } from "node:module";

/**
 * Halves the time that a program needs to start, when it is the first import of a compiled program:
 *
 * ```ts
 * import "pulumi-fastly-compute/fast";
 * import { ComputeService } from "pulumi-fastly-compute";
 * ```
 *
 * Pulumi's SDK loads the TypeScript compiler, npm's dependency resolver and the Automation API at every start. The first
 * two only serve functions that are turned into text (`aws.lambda.CallbackFunction`, dynamic providers). With this import
 * each of the three is loaded when it is first used. And the SDK keeps a stack trace of every promise, which it shows
 * only when `PULUMI_DEBUG_PROMISE_LEAKS` is set: it is taken only then.
 *
 * Nothing happens when the SDK is loaded already, or with a version of the SDK that has none of this.
 */
const LOADED_LATER = [
  "./typescript-shim",
  "@npmcli/arborist",
  "normalize-package-data",
  "./automation",
  // For `pulumi up --tracing`. The SDK's runner has loaded them already, unless this comes before it as with `node --require`.
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/instrumentation",
  "@opentelemetry/instrumentation-grpc",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-trace-node",
];

const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

for (const name of LOADED_LATER) {
  const path = resolved(name);
  if (path !== undefined && require.cache[path] === undefined) {
    require.cache[path] = standIn(path);
  }
}
withoutStacks();

function resolved(name: string): string | undefined {
  try {
    return sdk.resolve(name);
  } catch {
    return undefined;
  }
}

/** A module that becomes the real one when something of it is used. */
function standIn(path: string): NodeModule {
  let exports: object | undefined;
  const load = (): object => {
    if (exports === undefined) {
      delete require.cache[path];
      exports = sdk(path) as object;
    }
    return exports;
  };
  const standIn = new Module(path);
  standIn.loaded = true;
  standIn.exports = new Proxy(
    {},
    {
      get(_, key) {
        // Asked by what compilers make of `import`; with this answer they take the object as it is.
        if (key === "__esModule") {
          return true;
        }
        const real = load();
        return key === "default" && !("default" in real) ? real : Reflect.get(real, key);
      },
      has: (_, key) => Reflect.has(load(), key),
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor(_, key) {
        const descriptor = Reflect.getOwnPropertyDescriptor(load(), key);
        return descriptor && { ...descriptor, configurable: true };
      },
    },
  );
  return standIn;
}

function withoutStacks(): void {
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
    return;
  }
  const path = resolved("./runtime/debuggable");
  const debuggable = path === undefined ? undefined : sdk(path);
  const original = debuggable?.debuggablePromise;
  if (typeof original !== "function") {
    return;
  }
  debuggable.debuggablePromise = (...args: unknown[]) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return original(...args);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}
