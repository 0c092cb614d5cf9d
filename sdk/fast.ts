import { Session } from "node:inspector";
import { createRequire, Module } from "node:module";

/**
 * Halves the time that a program needs to start, when it is the first import of a compiled program:
 *
 * ```ts
 * import "pulumi-fastly-compute/fast";
 * import { ComputeService } from "pulumi-fastly-compute";
 * ```
 *
 * This import delays or leaves out what Pulumi's SDK does at every start:
 *
 * - The SDK loads the TypeScript compiler, npm's dependency resolver and the Automation API. Now each of the three is
 *   loaded at its first use. The first two only serve functions that are turned into text
 *   (`aws.lambda.CallbackFunction`, dynamic providers).
 * - The SDK keeps a stack trace of every promise, and shows it only with `PULUMI_DEBUG_PROMISE_LEAKS`. Now it is taken
 *   only with that variable.
 * - V8 reports each loaded script, again for functions that are turned into text. Now it reports them when the first such
 *   function is met.
 * - For a stack trace of each resource, the SDK's runner reads large source maps of the SDK and of gRPC. Now it reads no
 *   maps of packages: their lines are reported as compiled.
 *
 * The import does nothing when the SDK is loaded already, or when a version of the SDK works differently.
 */
const LOADED_LATER = [
  "./typescript-shim",
  "@npmcli/arborist",
  "normalize-package-data",
  "./automation",
  // For `pulumi up --tracing`. The SDK's runner loads these modules first, unless `node --require` loads this file
  // before.
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/instrumentation",
  "@opentelemetry/instrumentation-grpc",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-trace-node",
];

const PACKAGES = /[\\/]node_modules[\\/]/;

/** The source map that changes no line. */
const NO_MAP = { version: 3, sources: [], names: [], mappings: "" };

const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

for (const name of LOADED_LATER) {
  const path = resolved(name);
  if (path !== undefined && require.cache[path] === undefined) {
    require.cache[path] = standIn(path);
  }
}
withoutStacks();
withoutDebugger();
withoutMapsOfPackages();

function resolved(name: string): string | undefined {
  try {
    return sdk.resolve(name);
  } catch {
    return undefined;
  }
}

/** A module that loads the real one at the first use. */
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
        // Compiled `import` statements ask for this key. With this answer they take the object as it is.
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

/**
 * V8 reports scripts that are loaded already to a late listener too. The SDK listens from the start; here the first
 * function that is serialized starts the listener.
 */
function withoutDebugger(): void {
  const path = resolved("./runtime/closure/v8Hooks");
  // Pulumi's runner has loaded the hooks, and enabled the debugger, before a program's first line.
  const hooks = path === undefined || require.cache[path] !== undefined ? undefined : sdk(path);
  if (["isInitializedAsync", "getSessionAsync", "getScriptUrl"].some((name) => typeof hooks?.[name] !== "function")) {
    return;
  }
  const urls = new Map<string, string>();
  let session: Promise<Session> | undefined;
  const connect = async () => {
    const made = new Session();
    made.connect();
    made.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
    await new Promise<void>((resolve, reject) => {
      made.post("Debugger.enable", (error) => (error ? reject(error) : resolve()));
    });
    return made;
  };
  Object.assign(hooks, {
    isInitializedAsync: async () => {},
    getSessionAsync: () => {
      session ??= connect();
      return session;
    },
    getScriptUrl: (id: string) => urls.get(id),
  });
}

function withoutMapsOfPackages(): void {
  const runner = resolved("./cmd/run");
  // Only the runner translates stack traces.
  if (runner === undefined || (require.main?.filename !== runner && !process.argv.includes(runner))) {
    return;
  }
  const path = resolved("source-map-support");
  const support = path === undefined ? undefined : sdk(path);
  support?.install?.({
    retrieveSourceMap: (file: string) => (PACKAGES.test(file) ? { url: file, map: NO_MAP } : null),
  });
}
